/**
 * What the person sees of a connector while it is edited: the documents as typed, and the changes that are not on disk
 * yet. Plain functions over values; `drafts.ts` carries them out.
 *
 * What Rust answers to a save is taken over except for the documents themselves: whatever was typed meanwhile stays,
 * and no input is touched.
 */
import type { CommandFailed } from "../../bridge/failure";
import type { Connector, DocumentRevision, System, Workbench } from "../../bridge/types";

export interface Documents {
  connector: Connector;
  systems: readonly System[];
}

/** One entry of the undo history to be. */
export interface Change {
  label: string;
  /** Changes with the same key, one after the other, are one entry. */
  coalesce: string | null;
  documents: Documents;
}

export interface Draft extends Omit<Workbench, "connector" | "systems"> {
  documents: Documents;
  /** What is on disk. */
  saved: Documents;
  /** Oldest first. While one is being sent, it is the first. */
  waiting: readonly Change[];
  isSending: boolean;
  failure: CommandFailed | null;
}

export function openDraft(workbench: Workbench): Draft {
  const { connector, systems, ...around } = workbench;
  const documents = { connector, systems };
  return { ...around, documents, saved: documents, waiting: [], isSending: false, failure: null };
}

/** Takes a change in. It joins the one before if both belong to one input and that one is not under way. */
export function addChange(draft: Draft, change: Change): Draft {
  const last = draft.waiting.at(-1);
  const isUnderWay = draft.isSending && draft.waiting.length === 1;
  const joins = last !== undefined && !isUnderWay && change.coalesce !== null && last.coalesce === change.coalesce;
  const waiting = joins ? [...draft.waiting.slice(0, -1), change] : [...draft.waiting, change];
  return { ...draft, documents: change.documents, waiting };
}

/** The systems that a change touches, compared with what is on disk. */
export function changedSystems(saved: Documents, documents: Documents): System[] {
  return documents.systems.filter((system) => !saved.systems.includes(system));
}

/** After a save: everything around the documents is new, the documents stay as they were typed. */
export function adoptSaved(draft: Draft, workbench: Workbench): Draft {
  const { connector: _connector, systems: _systems, ...around } = workbench;
  const [sent, ...waiting] = draft.waiting;
  return { ...draft, ...around, saved: sent?.documents ?? draft.saved, waiting, isSending: false, failure: null };
}

/** After undo, redo or opening anew: the documents too. Those that did not change keep their identity. */
export function adoptWhole(draft: Draft, workbench: Workbench): Draft {
  const next = openDraft(workbench);
  const systems = next.documents.systems.map(
    (system) => draft.documents.systems.find((known) => sameJson(known, system)) ?? system,
  );
  const connector = keepSame(draft.documents.connector, next.documents.connector);
  const documents = { connector, systems };
  return { ...next, documents, saved: documents };
}

export function revisionsAfterStale(draft: Draft, revisions: DocumentRevision[]): Draft {
  return { ...draft, revisions };
}

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The new object, with every part that says the same as before replaced by the old one. */
function keepSame(before: Connector, after: Connector): Connector {
  const parts = Object.entries(after).map(([key, value]) => {
    const old = before[key as keyof Connector];
    return [key, sameJson(old, value) ? old : value];
  });
  return Object.fromEntries(parts) as Connector;
}
