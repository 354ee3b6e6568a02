/** What a connector that runs on samples still needs before it can ask a real system. */
import type { Connector, SecretRow, System } from "../../bridge/types";
import { countMissing } from "../systems/secretStatus";

export function needsSetup(connector: Connector, system: System, secrets: readonly SecretRow[]): boolean {
  if ((connector.samples?.length ?? 0) === 0) return false;
  const isOpen = (system.settings ?? []).some(({ values }) => !values.test && !values.live);
  return isOpen || countMissing(secrets.filter((row) => row.system_id === system.id)) > 0;
}
