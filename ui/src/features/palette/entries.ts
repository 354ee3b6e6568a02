/** What the palette offers: actions and settings as data, and which of all entries fit what was typed. */

import { tellFailure } from "../../app/notices";
import { changePreferences } from "../../app/queries";
import { keysOf, pressShortcut, type ShortcutId } from "../../app/shortcuts";
import type { Go } from "../../app/view";
import type { ConnectorRow, NewConnector, Preferences, TemplateCard } from "../../bridge/types";
import { copy } from "../../copy";
import { deleteConnector, duplicateConnector, renameConnector } from "../library/actions";
import { sessionOf } from "../test/session";
import { knownDraft } from "../workbench/drafts";
import { stepAndTell } from "../workbench/tellUndone";
import { fold, rank } from "./fuzzy";

export type SectionId = keyof typeof copy.palette.sections;

export interface Entry {
  id: string;
  section: SectionId;
  text: string;
  detail?: string | undefined;
  keys?: string | undefined;
  /** Folded, the most telling first. */
  fields: readonly string[];
  run(): void;
}

export interface Section {
  id: SectionId;
  entries: readonly Entry[];
}

const mostOfOneKind = 8;

export function connectorEntry(row: ConnectorRow, go: Go, section: SectionId = "connectors"): Entry {
  return {
    id: `connector:${row.id}`,
    section,
    text: row.name,
    detail: [row.system_name, row.summary].filter(Boolean).join(" · "),
    fields: [fold(row.name), fold(row.tool_name), fold(row.system_name), fold(row.summary)],
    run: () => go.to({ page: "connector", id: row.id, stays: true }),
  };
}

export function templateEntry(card: TemplateCard, go: Go): Entry {
  return {
    id: `template:${card.id}`,
    section: "templates",
    text: card.name,
    detail: card.system_name,
    fields: [fold(card.system_name), fold(card.name)],
    run: () => go.to({ page: "template", id: card.id }),
  };
}

interface Around {
  go: Go;
  /** The connector on the workbench. */
  open: ConnectorRow | undefined;
  preferences: Preferences;
  onCreate(from: NewConnector): void;
}

export function actionEntries({ go, open, onCreate }: Around): Entry[] {
  const words = copy.palette.actions;
  const entry = (id: string, text: string, run: () => void, shortcut?: ShortcutId): Entry => ({
    id: `action:${id}`,
    section: "actions",
    text,
    keys: shortcut && keysOf(shortcut),
    fields: [fold(text)],
    run,
  });
  const draft = open && knownDraft(open.id);
  return [
    entry("new", copy.library.newConnector, () => onCreate({ type: "blank" }), "newConnector"),
    entry("reopen", copy.tabs.reopen, () => pressShortcut("reopenTab"), "reopenTab"),
    entry("start", words.start, () => go.to({ page: "start" })),
    entry("drafts", copy.drafts.open, () => go.show({ type: "drafts", text: null })),
    entry("import", words.openBundle, () => go.show({ type: "import", path: null }), "openBundle"),
    ...(open && draft
      ? [
          entry("run", words.runOne(open.name), () => void sessionOf(draft).run(), "run"),
          entry(
            "export",
            words.exportOne(open.name),
            () => go.show({ type: "export", connectorId: open.id }),
            "export",
          ),
          entry("undo", copy.common.undo, () => void stepAndTell(draft, "undo"), "undo"),
          entry("redo", copy.common.redo, () => void stepAndTell(draft, "redo"), "redo"),
          entry("rename", words.renameOne(open.name), () => renameConnector(go, open.id), "rename"),
          entry("duplicate", words.duplicateOne(open.name), () => void duplicateConnector(go, open.id), "duplicate"),
          entry("history", words.historyOne(open.name), () => go.show({ type: "history", connectorId: open.id })),
          entry("delete", words.deleteOne(open.name), () => void deleteConnector(go, open, true)),
        ]
      : []),
    entry("activity", words.activity, () => go.to({ page: "activity" })),
    entry("systems", words.systems, () => go.to({ page: "systems" }), "environments"),
    entry("bin", words.bin, () => go.to({ page: "bin" })),
    entry("backUp", words.backUp, () => go.to({ page: "settings" })),
    entry("shortcuts", words.shortcuts, () => go.to({ page: "settings", part: "shortcuts" }), "shortcuts"),
    entry("settings", words.settings, () => go.to({ page: "settings" }), "settings"),
  ];
}

export function settingEntries({ preferences }: Around): Entry[] {
  const words = copy.palette.settings;
  const entry = (
    id: string,
    text: string,
    change: Partial<Preferences>,
    isNow: boolean,
    shortcut?: ShortcutId,
  ): Entry => ({
    id: `setting:${id}`,
    section: "settings",
    text,
    detail: isNow ? copy.palette.now : undefined,
    keys: shortcut && keysOf(shortcut),
    fields: [fold(text), fold(copy.settings.title)],
    run: () => void changePreferences(change)?.catch(tellFailure),
  });
  const { theme, zoom, http_names } = preferences;
  return [
    ...(["system", "light", "dark"] as const).map((id) =>
      entry(`theme:${id}`, words.theme[id], { theme: id }, theme === id),
    ),
    entry("zoomIn", copy.settings.keys.zoomIn, { zoom: Math.min(200, zoom + 10) }, false, "zoomIn"),
    entry("zoomOut", copy.settings.keys.zoomOut, { zoom: Math.max(80, zoom - 10) }, false, "zoomOut"),
    entry("zoomReset", copy.settings.keys.zoomReset, { zoom: 100 }, zoom === 100, "zoomReset"),
    entry("http", http_names ? words.httpNamesOff : words.httpNamesOn, { http_names: !http_names }, false),
  ];
}

/**
 * The entries that fit, by section; the section with the best entry first. Nothing typed: everything, as it stands.
 * `found` are connectors that Rust found otherwise, by their address; they follow those found by name.
 */
export function sectionsFor(typed: string, entries: readonly Entry[], found: readonly Entry[]): Section[] {
  const order: SectionId[] = ["recent", "connectors", "templates", "actions", "settings"];
  const scored = typed.trim() === "" ? entries.map((entry) => ({ entry, score: 0 })) : fitting(entries, typed);
  const known = new Set(scored.map(({ entry }) => entry.id));
  const all = [...scored, ...found.filter((entry) => !known.has(entry.id)).map((entry) => ({ entry, score: 1 }))];
  return order
    .map((id) => ({ id, scored: all.filter(({ entry }) => entry.section === id) }))
    .filter((section) => section.scored.length > 0)
    .sort((one, other) => (other.scored[0]?.score ?? 0) - (one.scored[0]?.score ?? 0))
    .map(({ id, scored: own }) => ({
      id,
      entries: own
        .map(({ entry }) => entry)
        .slice(0, id === "connectors" || id === "templates" ? mostOfOneKind : undefined),
    }));
}

function fitting(entries: readonly Entry[], typed: string) {
  const scored: { entry: Entry; score: number }[] = [];
  for (const entry of entries) {
    const score = rank(entry.fields, typed);
    if (score !== null) scored.push({ entry, score });
  }
  return scored.sort((one, other) => other.score - one.score);
}
