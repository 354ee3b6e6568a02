/**
 * One list of keyboard shortcuts and one listener for all. `Mod` is Ctrl, on a Mac Command. A component offers what a
 * shortcut does with `useShortcut`; the last one offered wins, so that a dialog can take over from the page behind it.
 *
 * The list has what a fresh program starts with; a person's own keys stand above it, and an empty text switches one
 * off. Two shortcuts with the same keys are a conflict, which the settings show; the first of the list acts.
 */
import { useEffect, useRef, useSyncExternalStore } from "react";

export const shortcuts = {
  run: "Mod+Enter",
  palette: "Mod+K",
  goTo: "Mod+P",
  save: "Mod+S",
  newConnector: "Mod+N",
  openBundle: "Mod+O",
  export: "",
  duplicate: "Mod+D",
  rename: "F2",
  delete: "Delete",
  address: "Mod+L",
  sidebar: "Mod+B",
  filterList: "Mod+Shift+F",
  find: "Mod+F",
  formatBody: "Alt+Shift+F",
  environments: "Mod+E",
  switchEnvironment: "Mod+Shift+E",
  settings: "Mod+,",
  shortcuts: "Mod+/",
  dataFolder: "",
  undo: "Mod+Z",
  redo: "Mod+Shift+Z",
  closeTab: "Mod+W",
  nextTab: "Ctrl+Tab",
  previousTab: "Ctrl+Shift+Tab",
  reopenTab: "Mod+Shift+T",
  tab1: "Mod+1",
  tab2: "Mod+2",
  tab3: "Mod+3",
  tab4: "Mod+4",
  tab5: "Mod+5",
  tab6: "Mod+6",
  tab7: "Mod+7",
  tab8: "Mod+8",
  tab9: "Mod+9",
  zoomIn: "Mod+=",
  zoomOut: "Mod+-",
  zoomReset: "Mod+0",
} as const;

export type ShortcutId = keyof typeof shortcuts;
export type Keys = Readonly<Record<string, string | undefined>>;

/** Second keys of some shortcuts, as long as nothing else has them. */
const alternatives: Record<string, ShortcutId> = {
  "Mod+Y": "redo",
  "Mod++": "zoomIn",
  "Mod+R": "run",
  "?": "shortcuts",
};

export const allShortcuts = Object.keys(shortcuts) as ShortcutId[];

const isMac = typeof navigator !== "undefined" && /Mac/.test(navigator.platform);

let own: Keys = {};
let byKeys = mapOf(own);

const watchers = new Set<() => void>();

/** Takes over the person's own keys. */
export function setOwnKeys(keys: Keys) {
  if (keys === own) return;
  own = keys;
  byKeys = mapOf(keys);
  for (const watch of watchers) watch();
}

/** The combination of a shortcut in the notation of the list; empty: it is switched off. */
export function combinationOf(id: ShortcutId, keys: Keys = own): string {
  return plain(keys[id] ?? shortcuts[id]);
}

/** Off a Mac, Control and Mod are one key. */
function plain(keys: string): string {
  return isMac ? keys : keys.replace("Ctrl", "Mod");
}

function mapOf(keys: Keys): Map<string, ShortcutId> {
  const map = new Map<string, ShortcutId>();
  for (const id of allShortcuts) {
    const combined = combinationOf(id, keys);
    if (combined && !map.has(combined)) map.set(combined, id);
  }
  for (const [combined, id] of Object.entries(alternatives)) {
    if (combinationOf(id, keys) && !map.has(combined)) map.set(combined, id);
  }
  return map;
}

/** The shortcuts that share their keys with another one, each with the others. */
export function conflicts(keys: Keys = own): Map<ShortcutId, ShortcutId[]> {
  const found = new Map<ShortcutId, ShortcutId[]>();
  for (const id of allShortcuts) {
    const combined = combinationOf(id, keys);
    const others = allShortcuts.filter((other) => other !== id && combinationOf(other, keys) === combined);
    if (combined && others.length > 0) found.set(id, others);
  }
  return found;
}

const macGlyphs: Record<string, string> = { Ctrl: "⌃", Alt: "⌥", Shift: "⇧", Mod: "⌘" };
const macOrder = ["Ctrl", "Alt", "Shift", "Mod"];

/** A combination as keyboards have it: `Ctrl+Shift+Z`, on a Mac `⇧⌘Z`, in the order of the platform. */
export function shown(keys: string, mac = isMac): string {
  if (!keys) return "";
  const parts = keys.split("+");
  // "Mod++" is the plus key.
  const key = keys.endsWith("+") ? "+" : (parts.at(-1) ?? "");
  const modifiers = macOrder.filter((one) => parts.slice(0, -1).includes(one));
  if (mac) return modifiers.map((one) => macGlyphs[one]).join("") + key;
  const named = ["Ctrl", "Alt", "Shift"].filter(
    (one) => modifiers.includes(one) || (one === "Ctrl" && modifiers.includes("Mod")),
  );
  return [...named, key].join("+");
}

/** `Mod+Shift+Z` as this computer's keyboards have it; empty if the shortcut is switched off. */
export function keysOf(id: ShortcutId): string {
  return shown(combinationOf(id));
}

/** The same for what stays on the screen while the keys are changed. */
export function useKeysOf(): (id: ShortcutId) => string {
  const keys = useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => own,
  );
  return (id) => shown(combinationOf(id, keys));
}

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** The combination of a key press, in the notation of [`shortcuts`]. */
export function combination(event: Press & { code?: string }): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const control = isMac && event.ctrlKey;
  const typed = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  // With Alt a Mac types another letter; what counts is the key that was pressed.
  const pressed = event.altKey ? /^Key([A-Z])$/.exec(event.code ?? "")?.[1] : undefined;
  const key = pressed ?? typed;
  const shift = event.shiftKey && (key.length > 1 || /[A-Z]/.test(key));
  return `${control ? "Ctrl+" : ""}${mod ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${key}`;
}

/** Whether a combination may be a shortcut: a bare letter would act while somebody types (WCAG 2.1.4). */
export function canBeShortcut(keys: string): boolean {
  return /^(Ctrl\+|Mod\+|Alt\+)/.test(keys) || /^(Shift\+)?(F\d+|Delete|Insert)$/.test(keys);
}

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
  const combined = combination(event);
  const id = byKeys.get(combined);
  if (!id) return;
  const hasModifier = /^(Ctrl|Mod|Alt)\+/.test(combined);
  if (!hasModifier && isTyping(event.target)) return;
  for (const act of [...(offered.get(id) ?? [])].reverse()) {
    if (act(event) === false) continue;
    event.preventDefault();
    return;
  }
}

if (typeof window !== "undefined") window.addEventListener("keydown", listen);

/** Presses the keys of a shortcut where the focus is, as the window's menu does. */
export function pressShortcut(id: ShortcutId) {
  const target = document.activeElement ?? document.body;
  const parts = shortcuts[id].split("+");
  const event = new KeyboardEvent("keydown", {
    key: parts.at(-1) ?? "",
    ctrlKey: parts.includes("Ctrl") || (!isMac && parts.includes("Mod")),
    metaKey: isMac && parts.includes("Mod"),
    shiftKey: parts.includes("Shift"),
    altKey: parts.includes("Alt"),
    bubbles: true,
    cancelable: true,
  });
  const wasTaken = own[id] === undefined && !target.dispatchEvent(event);
  if (wasTaken) return;
  // A text input of the page's own, or keys that the person gave to something else.
  if ((id === "undo" || id === "redo") && isTyping(target)) document.execCommand(id);
  else for (const act of [...(offered.get(id) ?? [])].reverse()) if (act(event) !== false) return;
}

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
