import { expect, it } from "vitest";
import type { Task, TemplateCard } from "../../bridge/types";
import { matching, tasksOf } from "./search";

function card(id: string, system_name: string, name: string, task: Task): TemplateCard {
  return { id, system_name, name, summary: "", task, calls: 1, writes: false, public: false };
}

const cards = [
  card("a", "WooCommerce", "Order status", "orders"),
  card("b", "Zendesk", "New ticket", "tickets"),
  card("c", "Café Kasse", "Is it in stock?", "stock"),
];

function found(text: string, task: Task | null = null) {
  return matching(cards, text, task).map((one) => one.id);
}

it("finds by system, by name and by other words for the task, in any order", () => {
  expect(found("")).toEqual(["a", "c", "b"]);
  expect(found("woo")).toEqual(["a"]);
  expect(found("status WOOCOMMERCE")).toEqual(["a"]);
  expect(found("help desk")).toEqual(["b"]);
  expect(found("cafe")).toEqual(["c"]);
  expect(found("woo ticket")).toEqual([]);
});

it("a task narrows the search", () => {
  expect(found("", "stock")).toEqual(["c"]);
  expect(found("woo", "stock")).toEqual([]);
  expect(tasksOf(cards)).toEqual(["orders", "stock", "tickets"]);
});
