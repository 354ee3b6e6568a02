import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useRef, useState } from "react";
import { call } from "../../bridge/call";
import type { AnswerInfo } from "../../bridge/types";
import { copy } from "../../copy";
import styles from "./Answer.module.css";
import { useChunks } from "./useChunks";

const lineHeight = 21;
/** About what fits beside each other in a narrow panel. */
const columns = 50;
/** So many lines are laid out beyond those in sight: all of a million would take longer than a click may. */
const ahead = 20_000;

/** An answer as text, line by line. */
export function AnswerText({ runId, info }: { runId: string; info: AnswerInfo }) {
  const scroller = useRef<HTMLElement>(null);
  const [count, setCount] = useState(1);
  const known = useRef<(index: number) => string | undefined>(() => undefined);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    // A guess that is far too low has many lines laid out that nobody sees, each of up to 500 characters.
    estimateSize: (index) => lineHeight * Math.max(1, Math.ceil((known.current(index)?.length ?? 0) / columns)),
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const fetchPiece = useCallback(
    async (offset: number, length: number) => {
      const answer = await call("answer_lines", { run_id: runId, step: info.step, offset, count: length });
      return { items: answer.lines, total: answer.total };
    },
    [runId, info.step],
  );
  const chunks = useChunks<string>(
    1,
    fetchPiece,
    items.map((one) => one.index),
  );
  known.current = chunks.item;
  const last = items.at(-1)?.index ?? 0;
  if (count < chunks.total && last + ahead / 2 > count) setCount(Math.min(chunks.total, last + ahead));

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section ref={scroller} className={styles.well} tabIndex={0} aria-label={copy.test.lines}>
      <div style={{ blockSize: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className={styles.textLine}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <span className={styles.lineNumber} aria-hidden="true">
              {item.index + 1}
            </span>
            <span>{chunks.item(item.index) ?? " "}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
