import { ChevronDown, ChevronRight } from "lucide-react";
import { memo } from "react";
import type { AnswerRow } from "../../bridge/types";
import { copy } from "../../copy";
import { formatBytes } from "../../copy/numbers";
import { cx } from "../../look/cx";
import { usesOf } from "../answer/paths";
import { useConnector } from "../workbench/context";
import styles from "./Answer.module.css";

interface TreeRowProps {
  row: AnswerRow;
  index: number;
  stepId: string;
  isActive: boolean;
  isFound: boolean;
  onActivate(row: AnswerRow, index: number): void;
  onMenu(row: AnswerRow, index: number): void;
}

/** One value of an answer, with what the connector does with it. */
export const TreeRow = memo(
  function TreeRow({ row, index, stepId, isActive, isFound, onActivate, onMenu }: TreeRowProps) {
    const connector = useConnector();
    const uses = usesOf(
      connector,
      connector.steps.find((step) => step.id === stepId),
      row,
    );
    const isGroup = row.kind === "object" || row.kind === "array";
    const Arrow = row.open ? ChevronDown : ChevronRight;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys
      <div
        id={`row-${index}`}
        role="treeitem"
        aria-level={row.depth + 1}
        aria-posinset={row.position}
        aria-setsize={row.siblings}
        aria-expanded={isGroup && row.children > 0 ? row.open : undefined}
        aria-selected={isActive}
        data-path={row.path}
        className={cx(
          styles.row,
          isActive && styles.active,
          isFound && styles.found,
          uses.verifies.length > 0 && styles.verified,
        )}
        style={{ paddingInlineStart: 8 + row.depth * 16 }}
        onClick={() => onActivate(row, index)}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu(row, index);
        }}
      >
        <span className={styles.arrow}>{row.children > 0 && <Arrow size={13} aria-hidden />}</span>
        <span className={styles.key}>{row.key}</span>
        {isGroup ? (
          <span className={styles.preview}>
            {row.kind === "array" ? copy.test.items(row.children) : copy.test.members(row.children)}
            {!row.open && row.text && <span className={styles.previewText}>{row.text}</span>}
          </span>
        ) : (
          <span className={cx(styles.value, styles[row.kind])}>
            {row.data && (
              <span className={styles.data}>{copy.test.data(row.data.kind, formatBytes(row.data.bytes))}</span>
            )}
            {row.kind === "text" ? `"${row.text}${row.cut ? "…" : ""}"` : row.text}
          </span>
        )}
        <span className={styles.badges}>
          {uses.verifies.map((input) => (
            <span key={input} className={cx(styles.badge, styles.verifies)}>
              {copy.test.badgeVerifies(input)}
            </span>
          ))}
          {uses.kept.map((name) => (
            <span key={name} className={styles.badge}>
              {copy.test.badgeKept(name)}
            </span>
          ))}
          {uses.sees && <span className={styles.badge}>{copy.test.badgeSees}</span>}
        </span>
      </div>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.index === after.index &&
    before.isActive === after.isActive &&
    before.isFound === after.isFound,
);
