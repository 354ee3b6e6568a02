import { copy } from "../../copy";
import { ShortcutList } from "../settings/ShortcutList";
import { Runs } from "./Runs";

/** The recent runs of one connector, for the panel at the right. */
export function ConnectorActivity({ connectorId }: { connectorId: string }) {
  return (
    <Runs
      key={connectorId}
      connectorId={connectorId}
      empty={copy.activity.emptyOne}
      emptyAction={<ShortcutList only={["run", "switchEnvironment", "palette"]} />}
    />
  );
}
