/** Goes to the place that a finding is about. */
import type { Go } from "../../app/view";
import { focusPlace } from "../workbench/focus";

const tries = 40;

/** `connectorId` is `null` for what belongs to a system. */
export function showPlace(go: Go, connectorId: string | null, at: string) {
  if (connectorId === null) {
    go.to({ page: "systems" });
    return;
  }
  go.to({ page: "connector", id: connectorId });
  // The closing dialog gives the focus back first, and the connector may have to be read from disk.
  setTimeout(() => focusWhenThere(at, tries), 100);
}

function focusWhenThere(at: string, left: number) {
  if (document.querySelector("[data-at]")) focusPlace(at);
  else if (left > 0) setTimeout(() => focusWhenThere(at, left - 1), 50);
}
