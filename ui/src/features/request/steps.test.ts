import { describe, expect, it } from "vitest";
import { constantOf, constantText, newFail, newRow, rowsToText, splitQuery, textToRows, withCondition } from "./steps";

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

it("a condition for failure has something to compare with only where it compares", () => {
  const equals = withCondition({ ...newFail(), path: "status", means: "not_found" }, "equals");
  expect(equals).toEqual({ path: "status", is: "equals", means: "not_found", value: "" });
  expect(withCondition({ ...equals, value: 0 }, "equals").value).toBe(0);
  expect(withCondition({ ...equals, value: "gone" }, "empty")).toEqual({
    path: "status",
    is: "empty",
    means: "not_found",
  });
});

it("a constant reads as it was written, and yes and no are no texts", () => {
  for (const text of ["", "a b", "1.0", "007", "true", "false", "True"])
    expect(constantText(constantOf(text))).toBe(text);
  expect(constantOf("true")).toBe(true);
  expect(constantOf("1")).toBe("1");
  expect(constantText({ a: 1 })).toBe('{"a":1}');
  expect(constantText(null)).toBe("");
});
