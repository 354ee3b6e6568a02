import { describe, expect, it } from "vitest";
import { formatJson } from "./formatJson";
import { freeRowName, fromRows, toRows, withKind } from "./jsonRows";

const text = (name: string, value: string) => ({ name, kind: "text" as const, value });
const raw = (name: string, value: string) => ({ name, kind: "raw" as const, value });

describe("a JSON body as rows", () => {
  it.each([
    ["{}", []],
    ["{\n  \n}", []],
    ['{"email": "{email}", "n": {quantity}}', [text("email", "{email}"), raw("n", "{quantity}")]],
    ['{"a":1,"b":true , "c": null}', [raw("a", "1"), raw("b", "true"), raw("c", "null")]],
    ['{"say": "a \\"b\\", {c}", "g": {"x": ["}", {y}]}}', [text("say", 'a "b", {c}'), raw("g", '{"x": ["}", {y}]}')]],
    ['{"token": {login.token}}', [raw("token", "{login.token}")]],
  ])("%s", (body, rows) => {
    expect(toRows(body)).toEqual(rows);
    expect(toRows(fromRows(rows)), "and back").toEqual(rows);
  });

  it.each(["", "[1]", '"x"', '{"a": }', '{"a" 1}', '{"a": 1', '{"a": 1} x', '{"a": 1, "a": 2}', "{a: 1}", '{"a": 1,}'])(
    "%s has none",
    (body) => {
      expect(toRows(body)).toBeNull();
    },
  );

  it("is written as the text view writes it", () => {
    const body = fromRows([text("a", "x"), raw("n", "{quantity}")]);
    expect(body).toBe('{\n  "a": "x",\n  "n": {quantity}\n}');
    expect(formatJson(body)).toBe(body);
  });

  it("keeps what a row says when its kind changes", () => {
    expect(withKind(text("a", "5"), "raw").value).toBe("5");
    expect(withKind(text("a", "{email}"), "raw").value).toBe("{email}");
    expect(withKind(text("a", "five"), "raw").value).toBe('"five"');
    expect(withKind(raw("a", '"five"'), "text").value).toBe("five");
    expect(withKind(raw("a", "5"), "text").value).toBe("5");
  });

  it("gives a new row a name of its own", () => {
    expect(freeRowName("field", [text("field", ""), text("field_2", "")])).toBe("field_3");
  });
});
