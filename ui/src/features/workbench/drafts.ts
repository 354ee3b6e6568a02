/**
 * The open drafts, one per connector, and their way to disk: a change is sent when typing pauses for 400 ms, when
 * another input is changed, and whenever somebody flushes (blur, Run, switching, closing). Saves go one after the other.
 */
import { adoptRow } from "../../app/queries";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { Connector, System, Undone, Workbench } from "../../bridge/types";
import { noteDeleted } from "../library/deleted";
import {
  addChange,
  adoptSaved,
  adoptWhole,
  changedSystems,
  type Documents,
  type Draft,
  openDraft,
  revisionsAfterStale,
} from "./draft";

const pause = 400;

const watchersOfAll = new Set<() => void>();

/** Hears every change of every draft, until the returned function is called. */
export function watchDrafts(watch: () => void): () => void {
  watchersOfAll.add(watch);
  return () => watchersOfAll.delete(watch);
}

export class DraftStore {
  #draft: Draft;
  #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;
  #held = new Set<Promise<void>>();

  constructor(workbench: Workbench) {
    this.#draft = openDraft(workbench);
  }

  get = () => this.#draft;

  subscribe = (watch: () => void) => {
    this.#watchers.add(watch);
    return () => this.#watchers.delete(watch);
  };

  #set(draft: Draft) {
    this.#draft = draft;
    for (const watch of this.#watchers) watch();
    for (const watch of watchersOfAll) watch();
  }

  get id() {
    return this.#draft.documents.connector.id;
  }

  change(label: string, coalesce: string | null, edit: (documents: Documents) => Documents) {
    const documents = edit(this.#draft.documents);
    if (documents === this.#draft.documents) return;
    noteDeleted(null);
    this.#set(addChange(this.#draft, { label, coalesce, documents }));
    clearTimeout(this.#timer);
    if (this.#draft.waiting.length > 1 || coalesce === null) void this.#flush();
    else this.#timer = setTimeout(() => void this.#flush(), pause);
  }

  changeConnector(label: string, coalesce: string | null, edit: (connector: Connector) => Connector) {
    this.change(label, coalesce, (documents) => {
      const connector = edit(documents.connector);
      return connector === documents.connector ? documents : { ...documents, connector };
    });
  }

  changeSystem(id: string, label: string, coalesce: string | null, edit: (system: System) => System) {
    this.change(label, coalesce, (documents) => ({
      ...documents,
      systems: documents.systems.map((system) => (system.id === id ? edit(system) : system)),
    }));
  }

  /** Something typed is still being worked out, a pasted address for one. Saving waits for it. */
  hold(work: Promise<void>) {
    const held = work.finally(() => this.#held.delete(held));
    this.#held.add(held);
  }

  /** Resolves when nothing waits any more, or a save failed. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#held);
    return this.#flush();
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll() {
    let triedStale = false;
    while (true) {
      const next = this.#draft.waiting[0];
      if (!next) return;
      this.#set({ ...this.#draft, isSending: true, failure: null });
      try {
        const workbench = await call("save", {
          connector: next.documents.connector,
          systems: changedSystems(this.#draft.saved, next.documents),
          revisions: this.#draft.revisions,
          label: next.label,
          coalesce: next.coalesce,
        });
        this.#set(adoptSaved(this.#draft, workbench));
        adoptRow(workbench.row);
      } catch (thrown) {
        const failure = toFailure(thrown);
        if (failure.code === "stale" && !triedStale) {
          triedStale = true;
          const fresh = await call("open_connector", { id: this.id }).catch(() => null);
          if (fresh) {
            this.#set(revisionsAfterStale(this.#draft, fresh.revisions));
            continue;
          }
        }
        this.#set({ ...this.#draft, isSending: false, failure });
        return;
      }
    }
  }

  /** Undoes or does again the newest change. */
  async step(command: "undo" | "redo"): Promise<Undone> {
    await this.flush();
    const undone = await call(command, { id: this.id });
    if (undone.workbench) this.adopt(undone.workbench);
    return undone;
  }

  /** Takes over a workbench that a command other than `save` answered with. */
  adopt(workbench: Workbench) {
    this.#set(
      this.#draft.waiting.length > 0
        ? adoptSavedKeepingWaiting(this.#draft, workbench)
        : adoptWhole(this.#draft, workbench),
    );
    adoptRow(workbench.row);
  }

  /** Looks again at what stands around the documents, after a secret was set. */
  async refresh() {
    await this.flush();
    this.adopt(await call("open_connector", { id: this.id }));
  }
}

function adoptSavedKeepingWaiting(draft: Draft, workbench: Workbench): Draft {
  const { connector: _connector, systems: _systems, ...around } = workbench;
  return { ...draft, ...around };
}

const drafts = new Map<string, DraftStore>();

/** The draft of a connector that has been opened, if any. */
export function knownDraft(id: string): DraftStore | undefined {
  return drafts.get(id);
}

export function keepDraft(workbench: Workbench): DraftStore {
  const known = drafts.get(workbench.connector.id);
  if (known) {
    known.adopt(workbench);
    return known;
  }
  const store = new DraftStore(workbench);
  drafts.set(workbench.connector.id, store);
  return store;
}

export function closeDraft(id: string) {
  drafts.delete(id);
}

/** Everything typed is on disk afterwards, unless a save failed. */
export async function flushAll(): Promise<void> {
  await Promise.all([...drafts.values()].map((draft) => draft.flush()));
}
