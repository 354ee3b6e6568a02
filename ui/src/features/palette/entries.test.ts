import { describe, expect, it, vi } from "vitest";
import type { ConnectorRow } from "../../bridge/types";
import { actionEntries, connectorEntry, type Entry, sectionsFor, settingEntries, templateEntry } from "./entries";

vi.mock("../../bridge/call", () => ({ call: vi.fn(), onEvent: () => () => {} }));

const go = { to: vi.fn(), show: vi.fn() };
const row = (name: string): ConnectorRow => ({
  id: name,
  name,
  tool_name: name.toLowerCase().replaceAll(" ", "_"),
  system_name: "My shop",
  summary: "GET",
  state: "ready",
});
const around = {
  go,
  open: undefined,
  preferences: {
    theme: "dark" as const,
    http_names: false,
    zoom: 100,
    last_open: null,
    sidebar_width: 232,
    panel_width: 468,
    hints_seen: [],
    keys: {},
    keep_runs_days: 30,
    tabs: [],
    preview_tab: null,
    preview_tabs: true,
    panel_tab: "",
    sidebar_hidden: false,
  },
  onCreate: vi.fn(),
};
const names = (entries: readonly Entry[]) => entries.map((entry) => entry.text);

describe("the palette", () => {
  const connectors = ["Order status", "Create a ticket"].map((name) => connectorEntry(row(name), go));
  const all = [...connectors, ...actionEntries(around), ...settingEntries(around)];

  it("offers everything before anything is typed", () => {
    expect(sectionsFor("", all, []).map((section) => section.id)).toEqual(["connectors", "actions", "settings"]);
  });

  it("puts the section with the best entry first", () => {
    expect(sectionsFor("dark", all, [])[0]?.entries[0]?.text).toBe("Dark colours");
    expect(sectionsFor("ticket", all, [])[0]?.entries[0]?.text).toBe("Create a ticket");
  });

  it("finds a template by its system and shows what it does", () => {
    const card = {
      id: "zendesk/ticket_status",
      name: "Ticket status",
      system_name: "Zendesk",
      summary: "",
      task: "tickets" as const,
      calls: 1,
      writes: false,
      public: false,
    };
    const [section] = sectionsFor("zendesk", [...all, templateEntry(card, go)], []);
    expect(section?.id).toBe("templates");
    section?.entries[0]?.run();
    expect(go.to).toHaveBeenCalledWith({ page: "template", id: "zendesk/ticket_status" });
  });

  it("puts what Rust found by address behind what it found by name, each once", () => {
    const found = [connectorEntry(row("Order status"), go), connectorEntry(row("Refund"), go)];
    const [section] = sectionsFor("order", all, found);
    expect(names(section?.entries ?? [])).toEqual(["Order status", "Refund"]);
  });

  it("shows no more than eight connectors of ten thousand", () => {
    const many = Array.from({ length: 10_000 }, (_, at) => connectorEntry(row(`Order ${at}`), go));
    expect(sectionsFor("order", many, [])[0]?.entries).toHaveLength(8);
  });

  it("has nothing to show for what nothing is called", () => {
    expect(sectionsFor("zzzz", all, [])).toEqual([]);
  });

  it("says which colours are chosen now, and shows the shortcut of an action", () => {
    expect(settingEntries(around).find((entry) => entry.id === "setting:theme:dark")?.detail).toBe("now");
    expect(actionEntries(around).find((entry) => entry.id === "action:new")?.keys).toMatch(/N$/);
  });

  it("offers nothing for a connector while none is open", () => {
    expect(actionEntries(around).some((entry) => entry.id === "action:export")).toBe(false);
  });
});
