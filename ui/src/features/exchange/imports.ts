/** What an import would do, as values. */
import type { ImportedConnector, OnClash } from "../../bridge/types";

/** How many connectors are added: those that clash only if they are not left out. */
export function addedBy(connectors: readonly ImportedConnector[], onClash: OnClash): number {
  return onClash === "skip" ? connectors.filter((one) => one.clash === null).length : connectors.length;
}

/** Whether anybody may ask a connector: it says so in its first rule. */
export function isPublic(connector: ImportedConnector): boolean {
  return connector.rules.some((rule) => /^public\b/.test(rule));
}
