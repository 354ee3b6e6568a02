import { describe, expect, it } from "vitest";
import type { ConnectorRow, ExportFinding, ImportedConnector, Severity } from "../../bridge/types";
import { idsOf, inOrder, rowsFor, shortNames } from "./findings";
import { addedBy, isPublic } from "./imports";

const finding = (severity: Severity | null, message: string): ExportFinding => ({
  severity,
  message,
  hint: "",
  connector_id: null,
  at: "",
});
const row = (name: string): ConnectorRow => ({
  id: name,
  name,
  tool_name: name,
  system_name: "Shop",
  summary: "GET",
  state: "ready",
});
const imported = (clash: string | null, ...rules: string[]): ImportedConnector => ({
  name: "",
  tool_name: "",
  requests: [],
  sees: [],
  rules,
  clash,
});

describe("an export", () => {
  it.each([
    ["one", ["a"]],
    ["all", []],
    ["some", ["b", "c"]],
  ] as const)("asks for %s", (scope, expected) => {
    expect(idsOf(scope, "a", new Set(["c", "b"]))).toEqual(expected);
  });

  it("lists what must be fixed before the rest, and otherwise keeps the order", () => {
    const list = [finding(null, "1"), finding("warning", "2"), finding("error", "3"), finding("warning", "4")];
    expect(inOrder(list).map((one) => one.message)).toEqual(["3", "2", "4", "1"]);
  });

  it("names the system of a secret only where there are several", () => {
    expect(shortNames(["shop.key", "shop.secret"]).map((one) => one.short)).toEqual(["key", "secret"]);
    expect(shortNames(["crm.key", "shop.key"]).map((one) => one.short)).toEqual(["crm.key", "shop.key"]);
  });

  it("never hides a ticked connector behind the search", () => {
    const found = rowsFor([row("Order"), row("Ticket"), row("Refund")], "tick", new Set(["Refund"]));
    expect(found.map((one) => one.name)).toEqual(["Ticket", "Refund"]);
  });
});

describe("an import", () => {
  it.each([
    ["keep_both", 2],
    ["replace", 2],
    ["skip", 1],
  ] as const)("counts what is added: %s", (choice, expected) => {
    expect(addedBy([imported("Order status"), imported(null)], choice)).toBe(expected);
  });

  /** SECURITY IMP-05: a preview says when nobody is verified. */
  it("tells a public connector from one with rules", () => {
    expect(isPublic(imported(null, "public: nobody is verified"))).toBe(true);
    expect(isPublic(imported(null, "public_id is compared with id"))).toBe(false);
    expect(isPublic(imported(null))).toBe(false);
  });
});
