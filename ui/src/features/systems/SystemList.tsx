import { useGo } from "../../app/view";
import type { SecretRow, SystemRow } from "../../bridge/types";
import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import styles from "./Systems.module.css";
import { countMissing } from "./secretStatus";

interface SystemListProps {
  systems: readonly SystemRow[];
  secrets: readonly SecretRow[];
  selected: string;
}

/** All systems, with what is missing in each. */
export function SystemList({ systems, secrets, selected }: SystemListProps) {
  const go = useGo();
  return (
    <nav className={styles.systems} aria-label={copy.systems.list}>
      {systems.map((system) => {
        const missing = countMissing(secrets.filter((row) => row.system_id === system.id));
        return (
          <button
            key={system.id}
            type="button"
            className={styles.system}
            aria-current={system.id === selected ? "page" : undefined}
            onClick={() => go.to({ page: "systems", system: system.id })}
          >
            <span>{system.name || system.id}</span>
            <span className={common.quiet}>{copy.systems.usedBy(system.connectors)}</span>
            {missing > 0 && (
              <span>
                <Chip tone="warn">{copy.library.missing(missing)}</Chip>
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
