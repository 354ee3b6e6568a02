/** What is said about a secret, and for which environments a new value is meant. */
import type { Environment, SecretRow, SecretStatus } from "../../bridge/types";

export type Target = "both" | "test" | "live";

export const environmentsOf: Record<Target, Environment[]> = { both: ["test", "live"], test: ["test"], live: ["live"] };

/** `unbound`: entered before the system had an address, so it may be sent nowhere. */
export type SecretState = SecretStatus["type"] | "unbound";

export function stateOf(status: SecretStatus): SecretState {
  return status.type === "set" && status.origins.length === 0 ? "unbound" : status.type;
}

export function isSet(row: SecretRow): boolean {
  return row.test.type === "set" && row.live.type === "set";
}

export function isAnywhere(row: SecretRow): boolean {
  return row.test.type !== "missing" || row.live.type !== "missing";
}

/** Test and Live together, unless only one of them still needs a value. */
export function usualTarget(row: SecretRow): Target {
  if ((row.test.type === "set") === (row.live.type === "set")) return "both";
  return row.test.type === "set" ? "live" : "test";
}

/** Where a value may be sent, and why it has to be entered again. Each line once, in the order Test, Live. */
export function explain(row: SecretRow): { origins: string[]; reasons: string[]; isUnbound: boolean } {
  const both = [row.test, row.live];
  return {
    origins: [...new Set(both.flatMap((status) => (status.type === "set" ? status.origins : [])))],
    isUnbound: both.some((status) => stateOf(status) === "unbound"),
    reasons: [...new Set(both.flatMap((status) => (status.type === "enter_again" ? [status.reason] : [])))],
  };
}

/** How many of some secrets have no value that can be used. */
export function countMissing(rows: readonly SecretRow[]): number {
  return rows.filter((row) => row.test.type !== "set" && row.live.type !== "set").length;
}
