/** What Rust knows, kept by TanStack Query under one key each. */
import { QueryClient, queryOptions } from "@tanstack/react-query";
import { call } from "../bridge/call";
import type { ConnectorRow, Library, Preferences, StartState } from "../bridge/types";

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false, refetchOnWindowFocus: false } },
});

export const startQuery = queryOptions({ queryKey: ["start"], queryFn: () => call("start", {}) });

export const secretsQuery = queryOptions({ queryKey: ["secrets"], queryFn: () => call("secrets", {}) });

export const modelQuery = queryOptions({ queryKey: ["chat_model"], queryFn: () => call("chat_model", {}) });

function updateStart(change: (start: StartState) => StartState) {
  queryClient.setQueryData(startQuery.queryKey, (start) => (start ? change(start) : start));
}

export function adoptLibrary(library: Library) {
  updateStart((start) => ({ ...start, library }));
}

export async function refreshLibrary() {
  adoptLibrary(await call("library", {}));
}

function sameRow(one: ConnectorRow, other: ConnectorRow) {
  return (Object.keys(one) as (keyof ConnectorRow)[]).every((key) => one[key] === other[key]);
}

/** Puts one line of the sidebar in its place; the others keep their identity, so that they are not drawn again. */
export function adoptRow(row: ConnectorRow) {
  updateStart((start) => {
    const rows = start.library.connectors;
    const at = rows.findIndex((one) => one.id === row.id);
    const known = rows[at];
    if (known && sameRow(known, row)) return start;
    const others = rows.filter((one) => one.id !== row.id);
    const connectors =
      known?.name === row.name
        ? rows.with(at, row)
        : [...others, row].sort((one, other) => one.name.localeCompare(other.name));
    return { ...start, library: { ...start.library, connectors } };
  });
}

let saving: Promise<void> | null = null;
let isSaved = true;

/** One save at a time, always of what is chosen now: a save that overtook another would take a choice back. */
async function savePreferences() {
  while (!isSaved) {
    isSaved = true;
    const start = queryClient.getQueryData(startQuery.queryKey);
    if (start) await call("save_preferences", start.preferences);
  }
}

/** Remembers a choice for the window, at once on screen and then on disk. */
export function changePreferences(change: Partial<Preferences>): Promise<void> | undefined {
  const start = queryClient.getQueryData(startQuery.queryKey);
  if (!start) return;
  updateStart((before) => ({ ...before, preferences: { ...before.preferences, ...change } }));
  isSaved = false;
  saving ??= savePreferences().finally(() => {
    saving = null;
  });
  return saving;
}
