/**
 * The tabs of open connectors, as a list of ids. One of them may be a preview: the next connector that is only looked
 * at takes its place. Plain functions; `useTabs.ts` keeps the list.
 */

export interface Tabs {
  readonly open: readonly string[];
  readonly preview: string | null;
}

/** Shows a connector: in its tab, in the place of the preview, or in a new tab at the end. */
export function show(tabs: Tabs, id: string, asPreview: boolean): Tabs {
  if (tabs.open.includes(id)) return asPreview || tabs.preview !== id ? tabs : { ...tabs, preview: null };
  if (asPreview && tabs.preview !== null) {
    return { open: tabs.open.map((one) => (one === tabs.preview ? id : one)), preview: id };
  }
  return { open: [...tabs.open, id], preview: asPreview ? id : tabs.preview };
}

/** Makes the preview a tab that stays. */
export function pin(tabs: Tabs, id: string): Tabs {
  return tabs.preview === id ? { ...tabs, preview: null } : tabs;
}

export type Closing = "this" | "others" | "right" | "all";

/** The tabs that go. */
export function closing(tabs: Tabs, id: string, which: Closing): string[] {
  const at = tabs.open.indexOf(id);
  return tabs.open.filter((one, index) => {
    if (which === "all") return true;
    if (which === "others") return one !== id;
    return which === "right" ? index > at : one === id;
  });
}

export function without(tabs: Tabs, gone: readonly string[]): Tabs {
  const preview = tabs.preview !== null && gone.includes(tabs.preview) ? null : tabs.preview;
  return { open: tabs.open.filter((one) => !gone.includes(one)), preview };
}

/** Which tab is shown when the shown one goes: the next one that stays, else the one before. */
export function afterClosing(tabs: Tabs, shown: string, gone: readonly string[]): string | null {
  if (!gone.includes(shown)) return shown;
  const at = tabs.open.indexOf(shown);
  const stays = (id: string) => !gone.includes(id);
  return tabs.open.slice(at + 1).find(stays) ?? tabs.open.slice(0, at).findLast(stays) ?? null;
}

/** The tab so many places further, around the ends. */
export function beside(tabs: Tabs, shown: string | null, by: number): string | null {
  const { length } = tabs.open;
  if (length === 0) return null;
  const at = shown === null ? -1 : tabs.open.indexOf(shown);
  return tabs.open[(at + by + length * 2) % length] ?? null;
}
