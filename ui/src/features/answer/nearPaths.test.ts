import { describe, expect, it } from "vitest";
import { nearPaths } from "./nearPaths";

const known = [
  "id",
  "status",
  "total",
  "billing.email",
  "billing.first_name",
  "shipping.first_name",
  "line_items[*].name",
  "line_items[*].price",
  "meta['tél-1']",
];

describe("a path that the answer does not have", () => {
  it.each([
    ["email", ["billing.email"]],
    ["billing.emial", ["billing.email"]],
    ["billing.Email", ["billing.email"]],
    ["customer.email", ["billing.email"]],
    ["firstName", ["billing.first_name", "shipping.first_name"]],
    ["items[0].name", ["line_items[*].name"]],
    ["statuss", ["status"]],
    ["tracking_number", []],
  ])("%s: %j", (path, near) => {
    expect(nearPaths(path, known)?.slice(0, near.length || 3)).toEqual(near);
  });

  it.each([
    "status",
    "$.status",
    "billing",
    "line_items",
    "line_items[3].name",
    "line_items.0.name",
    "line_items[*].name",
    "$.line_items[?@.name == 'x'].price",
    "$..email",
    "",
  ])("%s is there or cannot be judged", (path) => {
    expect(nearPaths(path, known)).toBeNull();
  });

  it("nothing is said without an answer", () => {
    expect(nearPaths("email", [])).toBeNull();
  });
});
