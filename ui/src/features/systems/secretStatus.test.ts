import { describe, expect, it } from "vitest";
import type { SecretRow, SecretStatus } from "../../bridge/types";
import { countMissing, explain, isAnywhere, isSet, stateOf, usualTarget } from "./secretStatus";

const set = (...origins: string[]): SecretStatus => ({ type: "set", origins });
const missing: SecretStatus = { type: "missing" };
const again: SecretStatus = { type: "enter_again", reason: "The address is another one now." };
const row = (test: SecretStatus, live: SecretStatus): SecretRow => ({
  system_id: "shop",
  name: "key",
  label: "",
  help: "",
  test,
  live,
});
const shop = set("https://shop.example");

describe("a secret's status", () => {
  it.each([
    [row(missing, missing), "both"],
    [row(shop, shop), "both"],
    [row(again, missing), "both"],
    [row(shop, missing), "live"],
    [row(again, shop), "test"],
  ])("a new value is meant for where one is needed", (one, expected) => {
    expect(usualTarget(one)).toBe(expected);
  });

  it("is set only if it is set for Test and for Live", () => {
    expect(isSet(row(shop, shop))).toBe(true);
    expect(isSet(row(shop, again))).toBe(false);
  });

  it("can be forgotten if it is in the keychain anywhere", () => {
    expect(isAnywhere(row(missing, again))).toBe(true);
    expect(isAnywhere(row(missing, missing))).toBe(false);
  });

  it("says each address and each reason once", () => {
    expect(explain(row(shop, shop)).origins).toEqual(["https://shop.example"]);
    expect(explain(row(again, again)).reasons).toEqual(["The address is another one now."]);
  });

  /** SECURITY SEC-14: a value that was entered without an address may be sent nowhere, and says so. */
  it("tells apart a value that no address is bound to", () => {
    expect(stateOf(set())).toBe("unbound");
    expect(explain(row(set(), shop)).isUnbound).toBe(true);
    expect(explain(row(shop, shop)).isUnbound).toBe(false);
  });

  it("counts those without a value that can be used", () => {
    expect(countMissing([row(missing, missing), row(shop, missing), row(again, missing)])).toBe(2);
  });
});
