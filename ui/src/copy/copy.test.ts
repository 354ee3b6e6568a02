import { describe, expect, it } from "vitest";
import { copy } from ".";
import { formatBytes } from "./numbers";
import { makePlural } from "./plural";

describe("plurals", () => {
  it("follow the language's own rules", () => {
    const polish = makePlural("pl");
    const forms = { one: "{count} plik", few: "{count} pliki", many: "{count} plików", other: "{count} pliku" };
    expect([1, 3, 5, 22].map((count) => polish(count, forms))).toEqual(["1 plik", "3 pliki", "5 plików", "22 pliki"]);
    expect(makePlural("en")(1200, { one: "{count} run", other: "{count} runs" })).toBe("1,200 runs");
  });

  it("are whole sentences in the copy", () => {
    expect(copy.gallery.calls(1)).toBe("1 request");
    expect(copy.gallery.calls(2)).toBe("2 requests");
    expect(copy.answer.count(4, 42)).toBe("4 of 42 fields");
    expect(copy.test.casesPass(3)).toBe("3 saved cases, all pass");
  });
});

it("no sentence is left empty", () => {
  const empty: string[] = [];
  const look = (value: unknown, at: string) => {
    if (value === "") empty.push(at);
    else if (typeof value === "object" && value)
      for (const [key, one] of Object.entries(value)) look(one, `${at}.${key}`);
  };
  look(copy, "copy");
  expect(empty).toEqual([]);
});

it("sizes are told in units people know", () => {
  expect([900, 4200, 10 * 1024 * 1024].map(formatBytes)).toEqual(["900 B", "4.1 KB", "10 MB"]);
});
