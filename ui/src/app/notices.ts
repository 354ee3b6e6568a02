/**
 * Notices: short words for what has no place of its own in the window. News stays six seconds, an undo bar twelve, an
 * error until it is closed; the clock stands still while the pointer or the focus is on them. What was told can be read
 * again in a list.
 */
import { useSyncExternalStore } from "react";
import { toFailure } from "../bridge/failure";
import { copy } from "../copy";

export interface Notice {
  id: number;
  tone: "info" | "bad";
  text: string;
  hint: string;
  action?: { text: string; run(): void } | undefined;
  /** Milliseconds; `null`: until closed. */
  lasts: number | null;
  /** When it came, in milliseconds since 1970. */
  at: number;
}

/** How many notices can be read again. */
const remembered = 30;
let notices: readonly Notice[] = [];
let past: readonly Notice[] = [];
let nextId = 1;
const watchers = new Set<() => void>();

function set(next: readonly Notice[]) {
  notices = next;
  for (const watch of watchers) watch();
}

function add(notice: Omit<Notice, "id" | "at">) {
  const id = nextId++;
  const at = Date.now();
  past = [{ ...notice, id, at }, ...past].slice(0, remembered);
  set([...notices.filter((one) => one.text !== notice.text).slice(-3), { ...notice, id, at }]);
}

export function tell(text: string) {
  add({ tone: "info", text, hint: "", lasts: 6000 });
}

export function tellWithUndo(text: string, undo: () => void) {
  add({ tone: "info", text, hint: "", action: { text: copy.common.undo, run: undo }, lasts: 12000 });
}

/** Says what went wrong, unless the person cancelled. */
export function tellFailure(thrown: unknown) {
  const failure = toFailure(thrown);
  if (failure.code === "cancelled") return;
  add({ tone: "bad", text: failure.message || copy.common.errors[failure.code], hint: failure.hint, lasts: null });
}

export function dismiss(id: number) {
  set(notices.filter((notice) => notice.id !== id));
}

function watchFor(watch: () => void) {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

export function useNotices() {
  return useSyncExternalStore(watchFor, () => notices);
}

/** What was told since the window was opened, newest first. */
export function usePastNotices() {
  return useSyncExternalStore(watchFor, () => past);
}
