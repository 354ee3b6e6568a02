import { ShieldX, TriangleAlert, Turtle } from "lucide-react";
import type { Pattern, Remark } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import styles from "./Activity.module.css";

const icons = { many_failures: ShieldX, new_error: TriangleAlert, slower: Turtle };

interface RemarksProps {
  remarks: readonly Remark[];
  /** Whether each says which connector it is about. */
  isNamed: boolean;
  onShow(runId: number): void;
}

/** What stands out in the runs of the last day, in plain words. */
export function Remarks({ remarks, isNamed, onShow }: RemarksProps) {
  if (remarks.length === 0) return null;
  const words = copy.activity.remarks;
  return (
    <section className={styles.remarks} aria-label={words.title}>
      <h2>{words.title}</h2>
      <ul>
        {remarks.map((remark) => {
          const Icon = icons[remark.pattern.type];
          return (
            <li key={`${remark.connector_id}:${remark.pattern.type}:${remark.run_id}`}>
              <Icon size={16} aria-hidden />
              <span>
                {isNamed && <strong>{remark.connector_name || copy.activity.deleted}: </strong>}
                {sentenceOf(remark.pattern)} <span className={styles.quiet}>{words.next[remark.pattern.type]}</span>
              </span>
              <Button small look="link" onPress={() => onShow(remark.run_id)}>
                {words.show}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function sentenceOf(pattern: Pattern): string {
  const words = copy.activity.remarks;
  switch (pattern.type) {
    case "many_failures":
      return words.manyFailures(pattern.count, pattern.minutes);
    case "new_error":
      return words.newError(pattern.error, pattern.count, pattern.since);
    case "slower":
      return words.slower(pattern.before_ms, pattern.now_ms, copy.common.environments[pattern.environment]);
  }
}
