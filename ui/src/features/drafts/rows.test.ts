import { expect, test } from "vitest";
import { rowsThatMention, withOne } from "./rows";

function row(group: string, name: string, request: string) {
  return { group, name, requests: [request], questions: [], deprecated: false, has_sample: false, findings: [] };
}

const rows = [row("Orders", "Get an order", "GET /orders/{id}"), row("Stock", "List stock", "GET /stock")];

test.each([
  ["", [0, 1]],
  ["order get", [0]],
  ["STOCK", [1]],
  ["orders stock", []],
])("“%s” finds rows %j", (typed, expected) => {
  expect(rowsThatMention(rows, typed).map((found) => found.index)).toEqual(expected);
});

test("one thing is put in or taken out", () => {
  expect([...withOne(new Set([1]), 2, true)]).toEqual([1, 2]);
  expect([...withOne(new Set([1, 2]), 1, false)]).toEqual([2]);
});
