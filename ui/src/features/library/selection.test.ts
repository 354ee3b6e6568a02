import { describe, expect, it } from "vitest";
import { range, startsWith } from "./selection";

const rows = ["Address", "Order", "Order status", "Été", "Ticket"].map((name) => ({ id: name, name }));

describe("a list of connectors", () => {
  it("marks from one row to another in either direction", () => {
    expect(range(rows, "Order", "Été")).toEqual(["Order", "Order status", "Été"]);
    expect(range(rows, "Été", "Order")).toEqual(["Order", "Order status", "Été"]);
    expect(range(rows, null, "Order")).toEqual(["Order"]);
    expect(range(rows, "gone", "Order")).toEqual(["Order"]);
  });

  it.each([
    ["o", -1, 1],
    ["o", 1, 2],
    ["o", 2, 1],
    ["oo", 1, 2],
    ["order s", 1, 2],
    ["or", 2, 2],
    ["e", 0, 3],
    ["x", 0, -1],
  ])("“%s” typed at row %i goes to row %i", (text, active, expected) => {
    expect(startsWith(rows, text, active)).toBe(expected);
  });
});
