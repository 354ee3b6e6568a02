/** The list of an export and its connectors, as values. */
import type { ConnectorRow, ExportFinding, ToolFormat } from "../../bridge/types";

export type Scope = "one" | "all" | "some";

/** What an export writes: the bundle, or a description of its tools for another program. */
export type ExportFormat = "bundle" | ToolFormat;

/** All of them, the one to start with first. */
export const exportFormats: readonly ExportFormat[] = ["bundle", "openapi", "openai", "anthropic"];

/** The ids to ask for. For all of them the list is empty: that is the boundary's word for everything. */
export function idsOf(scope: Scope, connectorId: string, ticked: ReadonlySet<string>): string[] {
  if (scope === "one") return [connectorId];
  return scope === "all" ? [] : [...ticked].sort();
}

/** `store.woo_key` without the system, where there is one system only. */
export function shortNames(names: readonly string[]): { full: string; short: string }[] {
  const systems = new Set(names.map((name) => name.split(".")[0]));
  return names.map((full) => ({ full, short: systems.size > 1 ? full : full.slice(full.indexOf(".") + 1) }));
}

/** What must be fixed first, then what deserves a look, then what is well; otherwise as Rust said it. */
export function inOrder(findings: readonly ExportFinding[]): ExportFinding[] {
  const weight = (one: ExportFinding) => (one.severity === "error" ? 0 : one.severity === "warning" ? 1 : 2);
  return [...findings].sort((one, other) => weight(one) - weight(other));
}

/** The rows whose name holds what was typed, the ticked ones always. */
export function rowsFor(rows: readonly ConnectorRow[], typed: string, ticked: ReadonlySet<string>): ConnectorRow[] {
  const wanted = typed.trim().toLowerCase();
  return rows.filter((row) => ticked.has(row.id) || `${row.name} ${row.system_name}`.toLowerCase().includes(wanted));
}
