import { useState } from "react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Tick } from "../../look/Switch";
import styles from "./Drafts.module.css";
import { FindingList } from "./FindingList";
import { type PlacedRow, withOne } from "./rows";
import { useRowsInSight } from "./useRowsInSight";

interface DraftListProps {
  rows: readonly PlacedRow[];
  ticked: ReadonlySet<number>;
  onTick(ticked: ReadonlySet<number>): void;
}

/** Requests to tick. Only those in sight are in the page, since a description has thousands. */
export function DraftList({ rows, ticked, onTick }: DraftListProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const { scroller, items, height, measure, keys } = useRowsInSight(rows);
  const words = copy.drafts;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div ref={scroller} className={styles.list} role="group" aria-label={words.list} tabIndex={0} {...keys}>
      <div className={styles.all} style={{ blockSize: height }}>
        {items.map((item) => {
          const placed = rows[item.index];
          if (!placed) return null;
          const { index, row } = placed;
          const isOpen = opened.has(index);
          return (
            <div
              key={item.key}
              ref={measure}
              data-index={item.index}
              className={styles.row}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <div className={styles.line}>
                <Tick
                  label={row.group && row.group !== row.name ? `${row.group} / ${row.name}` : row.name}
                  isSelected={ticked.has(index)}
                  onChange={(on) => onTick(withOne(ticked, index, on))}
                />
                {row.deprecated && <Chip tone="warn">{words.deprecated}</Chip>}
                <Button
                  look="bare"
                  small
                  aria-label={words.detailsOf(row.name)}
                  aria-expanded={isOpen}
                  onPress={() => setOpened(withOne(opened, index, !isOpen))}
                >
                  {words.details}
                </Button>
              </div>
              <p className={styles.request}>
                <code>{row.requests.join(" → ")}</code>{" "}
                <span className={common.quiet}>{words.asks(row.questions)}</span>
              </p>
              {isOpen && <FindingList findings={row.findings} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}
