/** The tabs as they are kept with the preferences, and what closing one frees. */
import { useQuery } from "@tanstack/react-query";
import type { StartState } from "../bridge/types";
import { sessionOf } from "../features/test/session";
import { closeDraft, knownDraft } from "../features/workbench/drafts";
import { changePreferences, queryClient, startQuery } from "./queries";
import { afterClosing, type Closing, closing, pin, show, type Tabs, without } from "./tabs";

/** How many closed tabs can be opened again. */
const remembered = 10;
let closed: readonly string[] = [];

function tabsOf(start: StartState | undefined): Tabs {
  if (!start) return { open: [], preview: null };
  const there = new Set(start.library.connectors.map((row) => row.id));
  const { tabs, preview_tab } = start.preferences;
  return { open: tabs.filter((id) => there.has(id)), preview: preview_tab };
}

export function currentTabs(): Tabs {
  return tabsOf(queryClient.getQueryData(startQuery.queryKey));
}

export function useTabs(): Tabs {
  return tabsOf(useQuery(startQuery).data);
}

function keep(next: Tabs) {
  const before = currentTabs();
  if (next === before) return;
  for (const id of before.open) if (!next.open.includes(id)) free(id);
  void changePreferences({ tabs: [...next.open], preview_tab: next.preview });
}

/** What was typed goes to disk; then the draft and the answers of its runs go. */
function free(id: string) {
  const draft = knownDraft(id);
  if (!draft) return;
  void draft.flush().then(() => {
    if (draft.get().failure || currentTabs().open.includes(id)) return;
    sessionOf(draft).end();
    closeDraft(id);
  });
}

export function showTab(id: string, isLook: boolean) {
  const previews = queryClient.getQueryData(startQuery.queryKey)?.preferences.preview_tabs ?? true;
  keep(show(currentTabs(), id, isLook && previews));
}

/** The tab stays: it was edited, run or double-clicked. */
export function pinTab(id: string) {
  const tabs = currentTabs();
  const next = pin(tabs, id);
  if (next !== tabs) keep(next);
}

/** Closes tabs; gives back what is shown now, `null` for none. */
export function closeTabs(id: string, which: Closing, shown: string | null): string | null {
  const tabs = currentTabs();
  const gone = closing(tabs, id, which);
  closed = [...gone.toReversed(), ...closed.filter((one) => !gone.includes(one))].slice(0, remembered);
  const next = shown === null ? null : afterClosing(tabs, shown, gone);
  keep(without(tabs, gone));
  return next;
}

/** The tab that was closed last and whose connector is still there. */
export function takeClosed(): string | null {
  const start = queryClient.getQueryData(startQuery.queryKey);
  const there = new Set(start?.library.connectors.map((row) => row.id));
  const id = closed.find((one) => there.has(one) && !currentTabs().open.includes(one)) ?? null;
  closed = closed.filter((one) => one !== id);
  return id;
}
