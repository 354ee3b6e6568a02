import { expect, it } from "vitest";
import type { Connector, SecretRow, System } from "../../bridge/types";
import { needsSetup } from "./missing";

const connector = { samples: [{ step: "order", status: 200, body: {} }] } as unknown as Connector;

function system(live: string): System {
  return { id: "shop", settings: [{ name: "address", values: { live } }] } as unknown as System;
}

function secret(type: "set" | "missing", system_id = "shop"): SecretRow {
  const status = type === "set" ? { type, origins: ["https://shop.example"] } : { type };
  return { system_id, name: "key", test: status, live: status } as unknown as SecretRow;
}

it("an address or a key that is missing has to be entered", () => {
  expect(needsSetup(connector, system(""), [])).toBe(true);
  expect(needsSetup(connector, system("shop.example"), [secret("missing")])).toBe(true);
  expect(needsSetup(connector, system("shop.example"), [secret("set")])).toBe(false);
});

it("the keys of another system do not count, and neither does a connector without samples", () => {
  expect(needsSetup(connector, system("shop.example"), [secret("missing", "bank")])).toBe(false);
  expect(needsSetup({ ...connector, samples: [] }, system(""), [])).toBe(false);
});
