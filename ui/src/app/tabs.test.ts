import { describe, expect, it } from "vitest";
import { afterClosing, beside, closing, pin, show, type Tabs, without } from "./tabs";

const tabs = (open: string, preview: string | null = null): Tabs => ({ open: [...open], preview });

describe("tabs of connectors", () => {
  it.each([
    ["a look takes a new tab", tabs("ab"), "c", true, tabs("abc", "c")],
    ["the next look takes its place", tabs("abc", "b"), "d", true, tabs("adc", "d")],
    ["a look at a tab changes nothing", tabs("ab", "b"), "a", true, tabs("ab", "b")],
    ["opening makes the preview stay", tabs("ab", "b"), "b", false, tabs("ab")],
    ["opening leaves the preview of another alone", tabs("ab", "b"), "c", false, tabs("abc", "b")],
  ])("%s", (_, before, id, asPreview, after) => {
    expect(show(before, id, asPreview)).toEqual(after);
  });

  it("an edited preview stays", () => {
    expect(pin(tabs("ab", "b"), "b")).toEqual(tabs("ab"));
    expect(pin(tabs("ab", "b"), "a")).toEqual(tabs("ab", "b"));
  });

  it.each([
    ["this", ["b"]],
    ["others", ["a", "c", "d"]],
    ["right", ["c", "d"]],
    ["all", ["a", "b", "c", "d"]],
  ] as const)("closing %s", (which, gone) => {
    expect(closing(tabs("abcd"), "b", which)).toEqual(gone);
  });

  it("shows the neighbour of what was closed, and nothing when nothing is left", () => {
    expect(afterClosing(tabs("abc"), "b", ["b"])).toBe("c");
    expect(afterClosing(tabs("abc"), "c", ["c"])).toBe("b");
    expect(afterClosing(tabs("abc"), "a", ["c"])).toBe("a");
    expect(afterClosing(tabs("abc"), "b", ["a", "b", "c"])).toBeNull();
    expect(without(tabs("abc", "c"), ["c"])).toEqual(tabs("ab"));
  });

  it("goes around the ends", () => {
    expect(beside(tabs("abc"), "c", 1)).toBe("a");
    expect(beside(tabs("abc"), "a", -1)).toBe("c");
    expect(beside(tabs("abc"), null, 1)).toBe("a");
    expect(beside(tabs(""), "a", 1)).toBeNull();
  });
});
