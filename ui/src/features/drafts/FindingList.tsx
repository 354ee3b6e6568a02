import { Check, CircleHelp, CircleSlash } from "lucide-react";
import type { Finding } from "../../bridge/types";
import { copy } from "../../copy";
import styles from "./Drafts.module.css";

const icons = { understood: Check, guessed: CircleHelp, dropped: CircleSlash };

/** What was understood, guessed and left out, each with its word. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className={styles.findings}>
      {findings.map((finding) => {
        const Icon = icons[finding.kind];
        return (
          <li key={`${finding.kind}:${finding.at}:${finding.message}`} className={styles.finding}>
            <Icon size={14} className={styles[finding.kind]} aria-hidden />
            <span>
              <strong>{copy.drafts.kinds[finding.kind]}:</strong> {finding.message}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
