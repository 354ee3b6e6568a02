import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import type { ExportFinding } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import styles from "./Exchange.module.css";
import { inOrder } from "./findings";

interface FindingsProps {
  findings: readonly ExportFinding[];
  onShow(connectorId: string | null, at: string): void;
}

/** What is well and what falls short, each with the way to its place. */
export function Findings({ findings, onShow }: FindingsProps) {
  return (
    <ul className={styles.findings}>
      {inOrder(findings).map((finding) => (
        <Finding key={`${finding.connector_id}:${finding.at}:${finding.message}`} finding={finding} onShow={onShow} />
      ))}
    </ul>
  );
}

const looks = {
  error: { Icon: CircleAlert, look: styles.error, word: copy.workbench.severity.error },
  warning: { Icon: TriangleAlert, look: styles.warning, word: copy.workbench.severity.warning },
  good: { Icon: CircleCheck, look: styles.good, word: copy.exchange.good },
};

function Finding({ finding, onShow }: { finding: ExportFinding; onShow: FindingsProps["onShow"] }) {
  const { Icon, look, word } = looks[finding.severity ?? "good"];
  const hasPlace = finding.connector_id !== null || finding.at.startsWith("systems[");
  return (
    <li className={styles.finding}>
      <Icon size={15} className={look} aria-label={word} />
      <span>
        {finding.message} {finding.hint && <span className={common.quiet}>{finding.hint}</span>}
      </span>
      {finding.severity && hasPlace && (
        <Button
          look="link"
          small
          aria-label={copy.exchange.showThis(finding.message)}
          onPress={() => onShow(finding.connector_id, finding.at)}
        >
          {copy.exchange.show}
        </Button>
      )}
    </li>
  );
}
