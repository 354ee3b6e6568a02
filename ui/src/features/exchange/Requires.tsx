import { KeyRound } from "lucide-react";
import type { Requirements } from "../../bridge/types";
import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import styles from "./Exchange.module.css";
import { shortNames } from "./findings";

/** What whoever deploys the bundle fills in: secrets in amber, settings in grey. */
export function Requires({ requires }: { requires: Requirements }) {
  const words = copy.exchange;
  if (requires.secrets.length === 0 && requires.settings.length === 0) {
    return <p className={common.quiet}>{words.nothingToFill}</p>;
  }
  return (
    <p className={styles.chips}>
      <span className={common.quiet}>{words.fill}</span>
      {shortNames(requires.secrets).map(({ full, short }) => (
        <Chip key={full} tone="secret" mono icon={<KeyRound size={12} aria-label={words.secret} />} title={full}>
          {short}
        </Chip>
      ))}
      {shortNames(requires.settings).map(({ full, short }) => (
        <Chip key={full} tone="setting" mono title={full}>
          {short}
        </Chip>
      ))}
    </p>
  );
}

/** The addresses that may be called, and no others. */
export function Origins({ label, origins }: { label: string; origins: readonly string[] }) {
  return (
    <p className={styles.chips}>
      <span className={common.quiet}>{label}</span>
      {origins.length === 0 && <span>{copy.exchange.noOrigins}</span>}
      {origins.map((origin) => (
        <Chip key={origin} tone="quiet" mono>
          {origin}
        </Chip>
      ))}
    </p>
  );
}
