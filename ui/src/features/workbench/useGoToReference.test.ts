import { expect, it, vi } from "vitest";
import type { Connector } from "../../bridge/types";
import { placeOf } from "./useGoToReference";

vi.mock("../../bridge/call", () => ({ call: vi.fn(), onEvent: () => () => {} }));

const step = { name: "", method: "GET" as const, path: "", query: [], headers: [], body: null };
const connector = {
  fields: [
    { name: "order_id", type: "string", required: true, description: "" },
    { name: "email", type: "email", required: true, description: "" },
  ],
  steps: [
    { ...step, id: "login", extract: [{ name: "token", path: "token" }] },
    { ...step, id: "order", extract: [] },
  ],
} as unknown as Connector;

it.each([
  ["email", "fields[1]"],
  ["login.token", "steps[0].extract[0]"],
  ["order.gone", "steps[1]"],
  ["secret.api_key", null],
  ["setting.store_id", null],
])("%s comes from %s", (reference, place) => {
  expect(placeOf(connector, reference)).toBe(place);
});
