import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { tellFailure } from "../../app/notices";
import { useShortcut } from "../../app/shortcuts";
import { useTextScale } from "../../app/useTextScale";
import { call } from "../../bridge/call";
import type { AnswerInfo, AnswerRow, Fold } from "../../bridge/types";
import { copy } from "../../copy";
import { formatBytes } from "../../copy/numbers";
import { Button } from "../../look/Button";
import { Notice } from "../../look/Notice";
import styles from "./Answer.module.css";
import { FindBar, type FindState, nothingFound } from "./FindBar";
import { saveAnswer } from "./saveAnswer";
import { TreeRow } from "./TreeRow";
import { useChunks } from "./useChunks";
import { ValueMenu } from "./ValueMenu";

const usualRowHeight = 24;
const large = 2 * 1024 * 1024;

/**
 * An answer as a tree. Only the rows in sight exist; the focus stays on the tree, which points at its active row, so
 * that no row that goes out of sight can take the focus with it.
 */
export function AnswerTree({ runId, info }: { runId: string; info: AnswerInfo }) {
  const rowHeight = Math.round(usualRowHeight * useTextScale());
  const scroller = useRef<HTMLDivElement>(null);
  const findInput = useRef<HTMLInputElement>(null);
  const menuAt = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [menuFor, setMenuFor] = useState<AnswerRow | null>(null);
  const [find, setFind] = useState<FindState>(nothingFound);
  const place = { run_id: runId, step: info.step };

  const [count, setCount] = useState(info.rows);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  // A new height means new places for all rows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what changes them
  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  const items = virtual.getVirtualItems();
  const fetchPiece = useCallback(
    async (offset: number, length: number) => {
      const answer = await call("answer_rows", { run_id: runId, step: info.step, offset, count: length });
      return { items: answer.rows, total: answer.total };
    },
    [runId, info.step],
  );
  const chunks = useChunks<AnswerRow>(
    info.rows,
    fetchPiece,
    items.map((one) => one.index),
  );
  if (chunks.total !== count) setCount(chunks.total);

  useShortcut("find", () => findInput.current?.focus());

  async function fold(what: Fold): Promise<number | null> {
    try {
      const folded = await call("answer_fold", { ...place, fold: what });
      chunks.renew(folded.total);
      return folded.row;
    } catch (thrown) {
      tellFailure(thrown);
      return null;
    }
  }

  function go(index: number) {
    const next = Math.min(count - 1, Math.max(0, index));
    setActive(next);
    virtual.scrollToIndex(next);
  }

  async function reveal(node: number) {
    const row = await fold({ type: "reveal", node });
    if (row !== null) {
      setActive(row);
      setCount((before) => Math.max(before, row + 1));
      // What is in sight stays where it is, so that nothing moves under the pointer.
      requestAnimationFrame(() => !isInSight(row) && virtual.scrollToIndex(row, { align: "center" }));
    }
  }

  function isInSight(index: number) {
    const { scrollOffset, scrollRect } = virtual;
    if (scrollOffset === null || scrollRect === null) return false;
    return index * rowHeight >= scrollOffset && (index + 1) * rowHeight <= scrollOffset + scrollRect.height;
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = chunks.item(active);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 200) / rowHeight) - 1);
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "c" && row) {
        event.preventDefault();
        void navigator.clipboard.writeText(row.path);
      }
      return;
    }
    switch (event.key) {
      case "ArrowDown":
        go(active + 1);
        break;
      case "ArrowUp":
        go(active - 1);
        break;
      case "Home":
        go(0);
        break;
      case "End":
        go(count - 1);
        break;
      case "PageDown":
        go(active + page);
        break;
      case "PageUp":
        go(active - page);
        break;
      case "ArrowRight":
        if (row && row.children > 0 && !row.open) void fold({ type: "toggle", node: row.node });
        else if (row?.open) go(active + 1);
        break;
      case "ArrowLeft":
        if (row?.open && row.children > 0) void fold({ type: "toggle", node: row.node });
        else if (row) goToParent(row);
        break;
      case "Enter":
      case " ":
        if (row) activate(row, active);
        break;
      case "ContextMenu":
        if (row) openMenu(row, active);
        break;
      case "F10":
        if (!event.shiftKey) return;
        if (row) openMenu(row, active);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  function goToParent(row: AnswerRow) {
    for (let index = active - 1; index >= 0; index--) {
      const above = chunks.item(index);
      if (!above) return;
      if (above.depth < row.depth) return go(index);
    }
  }

  function activate(row: AnswerRow, index: number) {
    setActive(index);
    if (row.children > 0) void fold({ type: "toggle", node: row.node });
    else openMenu(row, index);
  }

  function openMenu(row: AnswerRow, index: number) {
    setActive(index);
    setMenuFor(row);
  }

  /** A dialog gives the focus back when it is gone, and to nothing if what had it is gone as well. */
  function takeFocus() {
    const take = () => scroller.current?.focus({ preventScroll: true });
    take();
    setTimeout(() => document.activeElement === document.body && take(), 60);
  }

  return (
    <div className={styles.view}>
      <FindBar
        inputRef={findInput}
        place={place}
        find={find}
        onFind={setFind}
        onReveal={(node) => void reveal(node)}
        onFold={(what) => void fold(what)}
      />
      {info.bytes > large && (
        <Notice
          tone="info"
          title={copy.test.largeTitle(formatBytes(info.bytes))}
          action={
            <Button small onPress={() => void saveAnswer(place)}>
              {copy.test.largeSave}
            </Button>
          }
        >
          {copy.test.large}
        </Notice>
      )}
      <div
        ref={scroller}
        className={styles.well}
        role="tree"
        aria-label={copy.test.tree}
        tabIndex={0}
        aria-activedescendant={chunks.item(active) ? `row-${active}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ blockSize: virtual.getTotalSize(), position: "relative" }}>
          {items.map((item) => {
            const row = chunks.item(item.index);
            return (
              <div
                key={item.key}
                role="presentation"
                ref={menuFor && menuFor.node === row?.node ? menuAt : undefined}
                className={styles.place}
                style={{ blockSize: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                {row && (
                  <TreeRow
                    row={row}
                    index={item.index}
                    stepId={info.step}
                    isActive={item.index === active}
                    isFound={find.nodes[find.at] === row.node}
                    onActivate={activate}
                    onMenu={openMenu}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      <PathLine row={chunks.item(active)} />
      {menuFor && (
        <ValueMenu
          key={menuFor.node}
          row={menuFor}
          place={place}
          at={menuAt}
          onClose={() => {
            setMenuFor(null);
            takeFocus();
          }}
        />
      )}
    </div>
  );
}

/** The path of the active row, always in view. */
function PathLine({ row }: { row: AnswerRow | undefined }) {
  return <div className={styles.pathLine}>{row?.path ?? ""}</div>;
}
