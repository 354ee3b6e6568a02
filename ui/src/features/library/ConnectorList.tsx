import { useVirtualizer } from "@tanstack/react-virtual";
import { Check, CircleDashed, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from "react";
import { keysOf } from "../../app/shortcuts";
import { useTextScale } from "../../app/useTextScale";
import { useGo } from "../../app/view";
import type { ConnectorRow } from "../../bridge/types";
import { copy } from "../../copy";
import { cx } from "../../look/cx";
import { type Action, PlacedMenu } from "../../look/Menu";
import { deleteConnector, duplicateConnector, renameConnector } from "./actions";
import styles from "./Sidebar.module.css";

const usualRowHeight = 36;
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

  function activate(index: number) {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (!row) return;
    setActiveId(row.id);
    virtual.scrollToIndex(rows.indexOf(row));
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = rows[activeIndex];
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
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move !== undefined) activate(move);
    else if (row && (event.key === "Enter" || event.key === " ")) go.to({ page: "connector", id: row.id });
    else if (row && event.key === "F2") renameConnector(go, row.id);
    else if (row && event.key === "Delete") void deleteConnector(go, row, openId === row.id);
    else if (row && (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))) setMenuFor(row);
    else if (event.key.length === 1 && /\S/.test(event.key)) {
      const letter = event.key.toLowerCase();
      const order = [...rows.slice(activeIndex + 1), ...rows.slice(0, activeIndex + 1)];
      const next = order.find((one) => one.name.toLowerCase().startsWith(letter));
      if (next) activate(rows.indexOf(next));
    } else return;
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
                  isActive={row.id === current}
                  onOpen={() => {
                    setActiveId(row.id);
                    go.to({ page: "connector", id: row.id });
                  }}
                  onMenu={() => {
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
    return [
      { id: "open", text: copy.library.open, run: () => go.to({ page: "connector", id: row.id }) },
      { id: "rename", text: copy.library.rename, keys: keysOf("rename"), run: () => renameConnector(go, row.id) },
      {
        id: "duplicate",
        text: copy.library.duplicate,
        keys: keysOf("duplicate"),
        run: () => void duplicateConnector(go, row.id),
      },
      {
        id: "delete",
        text: copy.library.delete,
        keys: keysOf("delete"),
        danger: true,
        run: () => void deleteConnector(go, row, openId === row.id),
      },
    ];
  }
});

interface RowProps {
  row: ConnectorRow;
  position: number;
  total: number;
  isOpen: boolean;
  isActive: boolean;
  onOpen(): void;
  onMenu(): void;
}

const Row = memo(
  function Row({ row, position, total, isOpen, isActive, onOpen, onMenu }: RowProps) {
    const Icon = icons[row.state];
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys
      <div
        id={`connector-${row.id}`}
        role="option"
        aria-selected={isOpen}
        aria-posinset={position}
        aria-setsize={total}
        className={cx(styles.row, isOpen && styles.open, isActive && styles.active)}
        title={row.name}
        onClick={onOpen}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu();
        }}
      >
        <Icon size={14} className={styles[row.state]} aria-label={copy.library.states[row.state]} />
        <span className={styles.name}>{row.name}</span>
        <span className={styles.summary}>{row.summary}</span>
      </div>
    );
  },
  (before, after) =>
    before.row === after.row &&
    before.isOpen === after.isOpen &&
    before.isActive === after.isActive &&
    before.position === after.position &&
    before.total === after.total,
);
