import { describe, expect, it } from "vitest";
import { newRow, rowsToText, splitQuery, textToRows } from "./steps";

describe("rows as text", () => {
  it("come back as they were", () => {
    const rows = [newRow("Accept", "application/json"), { ...newRow("X-Old", "1"), disabled: true }];
    expect(textToRows(rowsToText(rows))).toEqual(rows);
  });

  it("are split at the first colon, equals sign or tab, and keep their notes", () => {
    expect(textToRows("a: b:c\n\nd=e\nf\tg\nh", [{ ...newRow("d"), description: "note" }])).toEqual([
      newRow("a", "b:c"),
      { ...newRow("d", "e"), description: "note" },
      newRow("f", "g"),
      newRow("h"),
    ]);
  });
});

it("a query at the end of a path becomes rows, decoded", () => {
  expect(splitQuery("/search?q=a%20b&lang={lang}&x")).toEqual({
    path: "/search",
    query: [newRow("q", "a b"), newRow("lang", "{lang}"), newRow("x")],
  });
  expect(splitQuery("/a")).toEqual({ path: "/a", query: [] });
  expect(splitQuery("/a?p=%zz").query).toEqual([newRow("p", "%zz")]);
});
