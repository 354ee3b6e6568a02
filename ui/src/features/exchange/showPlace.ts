/** Goes to the place that a finding is about. */
import type { Go } from "../../app/view";
import { focusPlace } from "../workbench/focus";

const tries = 40;
/** On the page of a system its places stand alone. */
const inSystem = /^systems\[\d+\]\.?/;

/** `connectorId` is `null` for what belongs to a system. */
export function showPlace(go: Go, connectorId: string | null, at: string) {
  go.to(connectorId === null ? { page: "systems" } : { page: "connector", id: connectorId });
  // The closing dialog gives the focus back first, and the connector may have to be read from disk.
  setTimeout(() => focusWhenThere(at.replace(inSystem, ""), tries), 100);
}

function focusWhenThere(at: string, left: number) {
  if (document.querySelector("[data-at]")) focusPlace(at);
  else if (left > 0) setTimeout(() => focusWhenThere(at, left - 1), 50);
}
