import { expect, it } from "vitest";
import { moveBy, moveTo } from "./lists";

it.each([
  [0, 2, "bca"],
  [2, 0, "cab"],
  [1, 1, "abc"],
  [0, 9, "bca"],
  [9, 0, "abc"],
])("an item moved from %i to %i leaves the others in their order", (from, to, expected) => {
  expect(moveTo([..."abc"], from, to).join("")).toBe(expected);
});

it("the ends stop what is moved by steps", () => {
  expect(moveBy([..."abc"], 0, -1).join("")).toBe("abc");
  expect(moveBy([..."abc"], 1, 1).join("")).toBe("acb");
});
