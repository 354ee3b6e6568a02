import { useVirtualizer } from "@tanstack/react-virtual";
import { Check, CircleDashed, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from "react";
import { combination, combinationOf, keysOf, useShortcut } from "../../app/shortcuts";
import { pinTab } from "../../app/useTabs";
import { useTextScale } from "../../app/useTextScale";
import { useGo } from "../../app/view";
import type { ConnectorRow } from "../../bridge/types";
import { copy } from "../../copy";
import { cx } from "../../look/cx";
import { type Action, PlacedMenu } from "../../look/Menu";
import { MiddleCut } from "../../look/MiddleCut";
import { deleteConnectors, duplicateConnector, renameConnector } from "./actions";
import styles from "./Sidebar.module.css";
import { range, startsWith } from "./selection";

const usualRowHeight = 36;
const none: ReadonlySet<string> = new Set();
const icons = { ready: Check, attention: TriangleAlert, draft: CircleDashed };

interface ConnectorListProps {
  rows: readonly ConnectorRow[];
  openId: string | null;
}

/**
 * All connectors. Only the rows in sight exist; the focus stays on the list itself and points at its active row, so
 * that scrolling can never lose it.
 */
export const ConnectorList = memo(function ConnectorList({ rows, openId }: ConnectorListProps) {
  const go = useGo();
  const rowHeight = Math.round(usualRowHeight * useTextScale());
  const scroller = useRef<HTMLDivElement>(null);
  const menuAt = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const [menuFor, setMenuFor] = useState<ConnectorRow | null>(null);
  /** Rows that are marked to do something with all of them; none: it is about the active row. */
  const [marked, setMarked] = useState<ReadonlySet<string>>(none);
  const anchor = useRef<string | null>(null);
  const typed = useRef({ text: "", at: 0 });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: (index) => rows[index]?.id ?? index,
  });

  // A new height means new places for all rows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what changes them
  useEffect(() => virtual.measure(), [rowHeight, virtual]);

  const current = activeId ?? openId;
  const activeIndex = useMemo(() => rows.findIndex((row) => row.id === current), [rows, current]);

  useShortcut("filterList", () => scroller.current?.focus());

  function activate(index: number, marks = false) {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (!row) return;
    if (marks) setMarked(new Set(range(rows, anchor.current ?? current, row.id)));
    else {
      setMarked(none);
      anchor.current = row.id;
    }
    setActiveId(row.id);
    virtual.scrollToIndex(rows.indexOf(row));
  }

  function mark(row: ConnectorRow, how: "one" | "range") {
    if (how === "range") setMarked(new Set(range(rows, anchor.current ?? current, row.id)));
    else {
      const before = marked.size > 0 || !current ? marked : new Set([current]);
      setMarked(new Set(before.has(row.id) ? [...before].filter((id) => id !== row.id) : [...before, row.id]));
      anchor.current = row.id;
    }
    setActiveId(row.id);
  }

  function remove(row: ConnectorRow) {
    const gone = marked.has(row.id) ? rows.filter((one) => marked.has(one.id)) : [row];
    setMarked(none);
    void deleteConnectors(go, gone, openId);
  }

  /** Letters typed one after the other are one beginning of a name. */
  function goToLetters(letter: string, time: number) {
    const text = time - typed.current.at < 1000 ? typed.current.text + letter : letter;
    typed.current = { text, at: time };
    const index = startsWith(rows, text, activeIndex);
    if (index >= 0) activate(index);
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = rows[activeIndex];
    const pressed = combination(event.nativeEvent);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 300) / rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
    };
    const move = moves[event.key];
    const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (pressed === "Mod+A") setMarked(new Set(rows.map((one) => one.id)));
    else if (row && pressed === combinationOf("rename")) renameConnector(go, row.id);
    else if (row && pressed === combinationOf("delete")) remove(row);
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (move !== undefined) activate(move, event.shiftKey);
    else if (event.key === "Escape" && marked.size > 0) setMarked(none);
    else if (row && event.key === "Enter") go.to({ page: "connector", id: row.id, stays: true });
    else if (row && event.key === " " && typed.current.text === "") go.to({ page: "connector", id: row.id });
    else if (row && (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))) setMenuFor(row);
    else if (isLetter) goToLetters(event.key, event.timeStamp);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div
        ref={scroller}
        className={styles.list}
        role="listbox"
        tabIndex={0}
        aria-label={copy.library.connectors}
        aria-multiselectable
        aria-activedescendant={activeIndex >= 0 ? `connector-${rows[activeIndex]?.id}` : undefined}
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ blockSize: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={row.id}
                role="presentation"
                ref={menuFor?.id === row.id ? menuAt : undefined}
                className={styles.place}
                style={{ blockSize: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                <Row
                  row={row}
                  position={item.index + 1}
                  total={rows.length}
                  isOpen={row.id === openId}
                  isMarked={marked.size > 0 ? marked.has(row.id) : row.id === openId}
                  isActive={row.id === current}
                  onOpen={() => {
                    setMarked(none);
                    anchor.current = row.id;
                    setActiveId(row.id);
                    go.to({ page: "connector", id: row.id });
                  }}
                  onMark={(how) => mark(row, how)}
                  onMenu={() => {
                    if (!marked.has(row.id)) setMarked(none);
                    setActiveId(row.id);
                    setMenuFor(row);
                  }}
                />
              </div>
            );
          })}
        </div>
      </div>
      {menuFor && (
        <PlacedMenu
          label={copy.library.menu(menuFor.name)}
          header={menuFor.name}
          at={menuAt}
          isOpen
          onClose={() => setMenuFor(null)}
          actions={menuOf(menuFor)}
        />
      )}
    </>
  );

  function menuOf(row: ConnectorRow): Action[] {
    const several = marked.has(row.id) ? marked.size : 1;
    const removal: Action = {
      id: "delete",
      text: several > 1 ? copy.library.deleteSeveral(several) : copy.library.delete,
      keys: keysOf("delete"),
      danger: true,
      run: () => remove(row),
    };
    if (several > 1) return [removal];
    return [
      { id: "open", text: copy.library.open, run: () => go.to({ page: "connector", id: row.id, stays: true }) },
      { id: "rename", text: copy.library.rename, keys: keysOf("rename"), run: () => renameConnector(go, row.id) },
      {
        id: "duplicate",
        text: copy.library.duplicate,
        keys: keysOf("duplicate"),
        run: () => void duplicateConnector(go, row.id),
      },
      removal,
    ];
  }
});

interface RowProps {
  row: ConnectorRow;
  position: number;
  total: number;
  isOpen: boolean;
  isMarked: boolean;
  isActive: boolean;
  onOpen(): void;
  onMark(how: "one" | "range"): void;
  onMenu(): void;
}

const Row = memo(
  function Row({ row, position, total, isOpen, isMarked, isActive, onOpen, onMark, onMenu }: RowProps) {
    const Icon = icons[row.state];
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys
      <div
        id={`connector-${row.id}`}
        role="option"
        aria-selected={isMarked}
        aria-current={isOpen ? "page" : undefined}
        aria-posinset={position}
        aria-setsize={total}
        className={cx(
          styles.row,
          isOpen && styles.open,
          isMarked && !isOpen && styles.marked,
          isActive && styles.active,
        )}
        title={row.name}
        onClick={(event) => {
          if (event.shiftKey) onMark("range");
          else if (event.ctrlKey || event.metaKey) onMark("one");
          else onOpen();
        }}
        onDoubleClick={() => pinTab(row.id)}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu();
        }}
      >
        <Icon size={14} className={styles[row.state]} aria-label={copy.library.states[row.state]} />
        <span className={styles.name}>
          <MiddleCut text={row.name} />
        </span>
        <span className={styles.summary}>{row.summary}</span>
      </div>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.isOpen === after.isOpen &&
    before.isMarked === after.isMarked &&
    before.isActive === after.isActive &&
    before.position === after.position &&
    before.total === after.total,
);
