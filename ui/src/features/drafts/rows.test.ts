import { expect, test } from "vitest";
import { rowsThatMention, tickedAtFirst, withOne } from "./rows";

function row(group: string, name: string, ...requests: string[]) {
  return { group, name, requests, questions: [], deprecated: false, has_sample: false, findings: [] };
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

test("of a few requests those are ticked with which no other one begins", () => {
  const login = row("", "Log in", "POST /login");
  const balance = row("", "Balance", "POST /login", "GET /balance");
  expect([...tickedAtFirst([login, balance])]).toEqual([1]);
  expect([...tickedAtFirst(rows)]).toEqual([0, 1]);
  expect([...tickedAtFirst([...rows, ...rows])]).toEqual([]);
});
