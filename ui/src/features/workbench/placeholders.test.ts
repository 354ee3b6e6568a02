import { describe, expect, it } from "vitest";
import { freeName, toName } from "./names";
import { placeholders, renameReference } from "./placeholders";

const references = (text: string) => placeholders(text).map((span) => `${span.origin} ${span.reference}`);

// The same cases as in crates/model/src/template.rs: what is drawn as a chip must be what is sent as a value.
describe("placeholders in a text", () => {
  it.each([
    ["{email}", ["field email"]],
    ["/orders/{order_id}.json", ["field order_id"]],
    ["Token {login.token}", ["step login.token"]],
    ["{secret.key}{setting.shop}", ["secret secret.key", "setting setting.shop"]],
    ["{secret}", ["field secret"]],
    ['{"a":{"b":"{x}"}}', ["field x"]],
    ["{{email}}", []],
    ["{{email}", ["field email"]],
    ["{email}}", ["field email"]],
    ["{{{email}}}", []],
    ["{{secret.key}}", []],
    ["{ email }", []],
    ["{a.b.c}", []],
    ["{order-id}", []],
    ["{Email}", []],
    ["{оrder}", []],
    [`{a${"b".repeat(39)}}`, [`field a${"b".repeat(39)}`]],
    [`{a${"b".repeat(40)}}`, []],
  ])("%s", (text, expected) => {
    expect(references(text)).toEqual(expected);
  });

  it("stand where the text has them", () => {
    const text = "é{{no}}/{order_id}?x={secret.key}";
    expect(placeholders(text).map((span) => text.slice(span.from, span.to))).toEqual(["{order_id}", "{secret.key}"]);
  });

  it("follow a rename wherever they stand, and nothing else changes", () => {
    const before = { path: "/o/{id}/{id}", query: [{ name: "{id}", value: "{{id}}" }], extract: [], body: null };
    const after = renameReference(before, "id", "order_id");
    expect(after.path).toBe("/o/{order_id}/{order_id}");
    expect(after.query[0]?.value).toBe("{{id}}");
    expect(after.extract).toBe(before.extract);
    expect(renameReference(before, "other", "x")).toBe(before);
  });
});

describe("technical names", () => {
  it.each([
    ["Order number", "order_number"],
    ["orderId", "order_id"],
    ["Número de pedido", "nu_mero_de_pedido"],
    ["1st name", "st_name"],
    ["  ", ""],
    ["日本", ""],
  ])("%s", (text, expected) => {
    expect(toName(text)).toBe(expected);
  });

  it("are never given twice", () => {
    expect(freeName("email", ["email", "email_2"])).toBe("email_3");
    expect(freeName("日本", [])).toBe("value");
  });
});
