import { describe, expect, it } from "vitest";
import { fold, rank } from "./fuzzy";

const order = ["order status", "order_status", "woocommerce", "get"].map(fold);

describe("what was typed fits a name", () => {
  it.each(["order", "stat", "wooc get", "ORDER", "ordst", "order_st", ""])("“%s” fits", (typed) => {
    expect(rank(order, typed)).not.toBeNull();
  });

  it.each(["ticket", "order ticket", "xq", "os", "sutats"])("“%s” does not fit", (typed) => {
    expect(rank(order, typed)).toBeNull();
  });

  it("does not mind accents", () => {
    expect(rank([fold("Réservation à Évora")], "reservation evora")).not.toBeNull();
  });

  it.each([
    ["stat", ["status"], ["order status"]],
    ["stat", ["order status"], ["thermostat"]],
    ["order", ["reorder"], ["o r d e r"]],
    ["order", ["my order", "x"], ["x", "order"]],
  ])("ranks the better fit of “%s” first", (typed, better, worse) => {
    expect(rank(better, typed) ?? 0).toBeGreaterThan(rank(worse, typed) ?? 0);
  });
});
