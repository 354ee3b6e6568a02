import { describe, expect, it } from "vitest";
import type { Connector } from "../../bridge/types";
import { labelOf, meansRow, plainPath, usesOf } from "./paths";

describe("paths of an answer", () => {
  it.each([
    ["$.billing.email", "billing.email"],
    ['billing["email"]', "billing.email"],
    ["$['billing']['email']", "billing.email"],
    ["$", ""],
    ["line_items[*].name", "line_items[*].name"],
    ["['a b']", "['a b']"],
  ])("%s is %s", (path, plain) => {
    expect(plainPath(path)).toBe(plain);
  });

  it("mean a row by its place or with every index starred", () => {
    const row = { path: "line_items[0].name", pattern: "line_items[*].name" };
    expect(meansRow("line_items[*].name", row)).toBe(true);
    expect(meansRow("$.line_items[0].name", row)).toBe(true);
    expect(meansRow("line_items[1].name", row)).toBe(false);
    expect(meansRow("", { path: "", pattern: "" })).toBe(false);
  });

  it("are labelled by their last name", () => {
    expect(labelOf("line_items[*].name")).toBe("name");
    expect(labelOf("$.total")).toBe("total");
  });
});

it("a value shows what the connector does with it, in the right answer only", () => {
  const step = (id: string) => ({
    id,
    name: "",
    method: "GET" as const,
    path: "",
    query: [],
    headers: [],
    body: null,
    extract: [],
  });
  const connector: Connector = {
    id: "c",
    name: "",
    tool_name: "t",
    system: "s",
    fields: [],
    steps: [{ ...step("login"), extract: [{ name: "token", path: "data.token" }] }, step("order")],
    validations: [{ input: "email", compare_with: "billing.email", type: "equals_ignore_case" }],
    answer: { fields: [{ path: "status" }, { path: "user.name", step: "login" }] },
  };
  const uses = (stepAt: number, path: string) => usesOf(connector, connector.steps[stepAt], { path, pattern: path });
  expect(uses(1, "billing.email").verifies).toEqual(["email"]);
  expect(uses(0, "billing.email").verifies).toEqual([]);
  expect(uses(1, "status").sees).toBe(true);
  expect(uses(0, "user.name").sees).toBe(true);
  expect(uses(1, "user.name").sees).toBe(false);
  expect(uses(0, "data.token").kept).toEqual(["login.token"]);
});
