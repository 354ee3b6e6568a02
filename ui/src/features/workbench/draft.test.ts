import { describe, expect, it } from "vitest";
import type { Connector, System, Workbench } from "../../bridge/types";
import { addChange, adoptSaved, adoptWhole, changedSystems, type Draft, openDraft } from "./draft";

const connector: Connector = {
  id: "c1",
  name: "Order status",
  tool_name: "order_status",
  system: "shop",
  fields: [],
  steps: [],
  validations: [],
  answer: { fields: [] },
};
const system: System = { id: "shop", name: "My shop", base_url: {}, sign_in: { type: "none" } };

function workbench(change: Partial<Workbench> = {}): Workbench {
  return {
    connector,
    systems: [system],
    revisions: [{ id: "c1", revision: 1 }],
    problems: [],
    history: { undo: null, redo: null },
    secrets: [],
    tool: {
      definition: { name: "order_status", description: "", input_schema: {}, writes: false },
      tokens: { count: 1, tokenizer: "t" },
    },
    row: { id: "c1", name: "Order status", tool_name: "order_status", system_name: "", summary: "", state: "draft" },
    allowed_private: [],
    ...change,
  };
}

function type(draft: Draft, name: string, coalesce: string | null = "name"): Draft {
  const documents = { ...draft.documents, connector: { ...draft.documents.connector, name } };
  return addChange(draft, { label: "Rename", coalesce, documents });
}

describe("changes on their way to disk", () => {
  it("joins what is typed into one input and keeps other inputs apart", () => {
    let draft = openDraft(workbench());
    draft = type(type(draft, "O"), "Or");
    expect(draft.waiting.map((one) => one.documents.connector.name)).toEqual(["Or"]);
    draft = type(draft, "Order", "prompt");
    expect(draft.waiting).toHaveLength(2);
    expect(type(type(draft, "x", null), "y", null).waiting).toHaveLength(4);
  });

  it("never joins a change that is under way: what was sent is what the history shows", () => {
    let draft = { ...type(openDraft(workbench()), "O"), isSending: true };
    draft = { ...type(draft, "Or"), isSending: true };
    expect(draft.waiting.map((one) => one.documents.connector.name)).toEqual(["O", "Or"]);
  });

  it("keeps what was typed while a save was under way", () => {
    let draft: Draft = { ...type(openDraft(workbench()), "O"), isSending: true };
    draft = type(draft, "Or");
    const saved = adoptSaved(
      draft,
      workbench({ revisions: [{ id: "c1", revision: 2 }], history: { undo: "Rename", redo: null } }),
    );
    expect(saved.documents.connector.name).toBe("Or");
    expect(saved.saved.connector.name).toBe("O");
    expect(saved.waiting).toHaveLength(1);
    expect(saved.revisions).toEqual([{ id: "c1", revision: 2 }]);
    expect(saved.history.undo).toBe("Rename");
  });

  it("sends only the systems that changed", () => {
    const draft = openDraft(workbench());
    expect(changedSystems(draft.saved, draft.documents)).toEqual([]);
    const renamed = { ...system, name: "Our shop" };
    expect(changedSystems(draft.saved, { ...draft.documents, systems: [renamed] })).toEqual([renamed]);
  });

  it("takes over everything after an undo, and keeps the identity of what did not change", () => {
    const draft = type(openDraft(workbench()), "Other");
    const undone = adoptWhole(
      draft,
      workbench({ connector: structuredClone(connector), systems: [structuredClone(system)] }),
    );
    expect(undone.documents.connector.name).toBe("Order status");
    expect(undone.documents.connector.fields).toBe(connector.fields);
    expect(undone.documents.systems[0]).toBe(system);
    expect(undone.waiting).toEqual([]);
  });
});
