import { CircleAlert, X } from "lucide-react";
import { type KeyboardEvent, memo, useCallback, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { ConnectorRow } from "../bridge/types";
import { copy } from "../copy";
import { knownDraft, watchDrafts } from "../features/workbench/drafts";
import { IconButton } from "../look/Button";
import { cx } from "../look/cx";
import { type Action, PlacedMenu } from "../look/Menu";
import { MiddleCut } from "../look/MiddleCut";
import { type ShortcutId, useKeysOf, useShortcut } from "./shortcuts";
import styles from "./TabStrip.module.css";
import { beside, type Closing } from "./tabs";
import { closeTabs, currentTabs, pinTab, takeClosed, useTabs } from "./useTabs";
import { useGo } from "./view";

const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

interface TabStripProps {
  rows: readonly ConnectorRow[];
  /** The connector on the workbench. */
  shown: string | null;
}

/** The open connectors, as soon as there are two of them. */
export function TabStrip({ rows, shown }: TabStripProps) {
  const go = useGo();
  const tabs = useTabs();
  const keysOf = useKeysOf();
  const menuAt = useRef<HTMLLIElement>(null);
  const [menuFor, setMenuFor] = useState<string | null>(null);
  const words = copy.tabs;
  const names = useMemo(() => new Map(rows.map((row) => [row.id, row.name])), [rows]);
  const latest = useRef(shown);
  latest.current = shown;

  const close = useCallback(
    (id: string, which: Closing = "this") => {
      const next = closeTabs(id, which, latest.current);
      if (next === latest.current) return;
      go.to(next === null ? { page: "start" } : { page: "connector", id: next });
    },
    [go],
  );

  function reopen() {
    const id = takeClosed();
    if (id) go.to({ page: "connector", id, stays: true });
  }

  const step = (by: number) => {
    const id = beside(currentTabs(), shown, by);
    if (id === null) return false;
    go.to({ page: "connector", id });
  };
  useShortcut("closeTab", () => (shown === null ? false : close(shown)));
  useShortcut("reopenTab", reopen);
  useShortcut("nextTab", () => step(1));
  useShortcut("previousTab", () => step(-1));

  function menu(id: string): Action[] {
    const at = tabs.open.indexOf(id);
    return [
      { id: "close", text: words.close, keys: keysOf("closeTab"), run: () => close(id) },
      { id: "others", text: words.closeOthers, isDisabled: tabs.open.length < 2, run: () => close(id, "others") },
      { id: "right", text: words.closeRight, isDisabled: at === tabs.open.length - 1, run: () => close(id, "right") },
      { id: "all", text: words.closeAll, run: () => close(id, "all") },
      { id: "reopen", text: words.reopen, keys: keysOf("reopenTab"), run: reopen },
      ...(tabs.preview === id ? [{ id: "pin", text: words.keep, run: () => pinTab(id) }] : []),
    ];
  }

  return (
    <>
      {numbers.map((number) => (
        <NumberKey key={number} number={number} />
      ))}
      {tabs.open.length > 1 && (
        <nav aria-label={words.label} className={styles.strip}>
          <ul className={styles.list}>
            {tabs.open.map((id) => (
              <li
                key={id}
                ref={menuFor === id ? menuAt : undefined}
                className={cx(styles.tab, id === shown && styles.shown)}
              >
                <Tab
                  id={id}
                  name={names.get(id) ?? ""}
                  isShown={id === shown}
                  isPreview={tabs.preview === id}
                  onClose={close}
                  onMenu={setMenuFor}
                />
              </li>
            ))}
          </ul>
        </nav>
      )}
      {menuFor && (
        <PlacedMenu
          label={words.menu}
          header={names.get(menuFor) ?? ""}
          actions={menu(menuFor)}
          at={menuAt}
          isOpen
          onClose={() => setMenuFor(null)}
        />
      )}
    </>
  );
}

interface TabProps {
  id: string;
  name: string;
  isShown: boolean;
  isPreview: boolean;
  onClose(id: string): void;
  onMenu(id: string): void;
}

/** It is drawn anew only when something about itself changes: there may be many. */
const Tab = memo(function Tab({ id, name, isShown, isPreview, onClose, onMenu }: TabProps) {
  const go = useGo();
  const isFailed = useIsFailed(id);
  const words = copy.tabs;
  const title = [name, isPreview && words.preview, isFailed && copy.workbench.notSaved].filter(Boolean).join(" – ");

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Delete") onClose(id);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) onMenu(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <button
        type="button"
        className={cx(styles.name, isPreview && styles.preview)}
        aria-current={isShown ? "page" : undefined}
        title={title}
        onClick={() => go.to({ page: "connector", id })}
        onDoubleClick={() => pinTab(id)}
        onAuxClick={(event) => event.button === 1 && onClose(id)}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu(id);
        }}
        onKeyDown={onKeyDown}
      >
        {isFailed && <CircleAlert size={13} aria-label={copy.workbench.notSaved} className={styles.failed} />}
        <MiddleCut text={name} />
      </button>
      <IconButton small label={words.closeOne(name)} onPress={() => onClose(id)}>
        <X size={13} aria-hidden />
      </IconButton>
    </>
  );
});

function NumberKey({ number }: { number: (typeof numbers)[number] }) {
  const go = useGo();
  useShortcut(`tab${number}` as ShortcutId, () => {
    const id = currentTabs().open[number - 1];
    if (id === undefined) return false;
    go.to({ page: "connector", id });
  });
  return null;
}

function useIsFailed(id: string): boolean {
  return useSyncExternalStore(watchDrafts, () => Boolean(knownDraft(id)?.get().failure));
}
