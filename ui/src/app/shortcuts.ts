/**
 * One list of keyboard shortcuts and one listener for all. `Mod` is Ctrl, on a Mac Command. A component offers what a
 * shortcut does with `useShortcut`; the last one offered wins, so that a dialog can take over from the page behind it.
 */
import { useEffect, useRef } from "react";

export const shortcuts = {
  run: "Mod+Enter",
  palette: "Mod+K",
  goTo: "Mod+P",
  save: "Mod+S",
  newConnector: "Mod+N",
  duplicate: "Mod+D",
  rename: "F2",
  delete: "Delete",
  address: "Mod+L",
  sidebar: "Mod+B",
  find: "Mod+F",
  environments: "Mod+E",
  switchEnvironment: "Mod+Shift+E",
  settings: "Mod+,",
  shortcuts: "Mod+/",
  undo: "Mod+Z",
  redo: "Mod+Shift+Z",
  zoomIn: "Mod+=",
  zoomOut: "Mod+-",
  zoomReset: "Mod+0",
} as const;

export type ShortcutId = keyof typeof shortcuts;

const alternatives: Partial<Record<string, ShortcutId>> = { "Mod+Y": "redo", "Mod++": "zoomIn", "Mod+R": "run" };

const isMac = typeof navigator !== "undefined" && /Mac/.test(navigator.platform);

/** `Mod+Shift+Z` as this computer's keyboards have it: `Ctrl+Shift+Z`. */
export function keysOf(id: ShortcutId): string {
  return shortcuts[id].replace("Mod", isMac ? "⌘" : "Ctrl");
}

/** The combination of a key press, in the notation of [`shortcuts`]. */
export function combination(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const shift = event.shiftKey && (key.length > 1 || /[A-Z]/.test(key));
  return `${mod ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

const byKeys = new Map<string, ShortcutId>(Object.entries(shortcuts).map(([id, keys]) => [keys, id as ShortcutId]));
for (const [keys, id] of Object.entries(alternatives)) if (id) byKeys.set(keys, id);

/** `false`: declined, somebody else may act. */
type Act = (event: KeyboardEvent) => unknown;
const offered = new Map<ShortcutId, Act[]>();

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function listen(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return;
  const id = byKeys.get(combination(event));
  if (!id) return;
  const needsMod = shortcuts[id].startsWith("Mod");
  if (!needsMod && isTyping(event.target)) return;
  for (const act of [...(offered.get(id) ?? [])].reverse()) {
    if (act(event) === false) continue;
    event.preventDefault();
    return;
  }
}

if (typeof window !== "undefined") window.addEventListener("keydown", listen);

/** Offers what a shortcut does while the component is there. An act that returns `false` declines. */
export function useShortcut(id: ShortcutId, act: Act) {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const run: Act = (event) => latest.current(event);
    offered.set(id, [...(offered.get(id) ?? []), run]);
    return () => {
      offered.set(
        id,
        (offered.get(id) ?? []).filter((one) => one !== run),
      );
    };
  }, [id]);
}

/** A text input that is no part of the connector keeps its own undo. */
export function hasOwnUndo(event: KeyboardEvent): boolean {
  return isTyping(event.target) && !(event.target instanceof Element && event.target.closest("[data-draft]"));
}
