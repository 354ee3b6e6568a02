/**
 * A system on its own page: what was typed, and its way to disk. A change is sent when typing pauses for 400 ms, when
 * another input is changed, and when the page is left. What Rust answers is taken over except for the system itself,
 * so that no input is touched while somebody types.
 */
import { call } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { Problem, SecretRow, System, SystemView, Undone } from "../../bridge/types";

const pause = 400;

interface Change {
  label: string;
  coalesce: string | null;
  system: System;
}

export interface SystemState {
  system: System;
  problems: readonly Problem[];
  secrets: readonly SecretRow[];
  revision: number;
  waiting: readonly Change[];
  isSending: boolean;
  failure: CommandFailed | null;
}

/** Takes a change in. It joins the one before if both belong to one input and that one is not under way. */
export function addSystemChange(state: SystemState, change: Change): SystemState {
  const last = state.waiting.at(-1);
  const isUnderWay = state.isSending && state.waiting.length === 1;
  const joins = last !== undefined && !isUnderWay && change.coalesce !== null && last.coalesce === change.coalesce;
  const waiting = joins ? [...state.waiting.slice(0, -1), change] : [...state.waiting, change];
  return { ...state, system: change.system, waiting };
}

export class SystemStore {
  #state: SystemState;
  #watchers = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;
  /** Whether anything was saved since the page was opened. */
  hasSaved = false;

  constructor(view: SystemView) {
    this.#state = { ...around(view), system: view.system, waiting: [], isSending: false, failure: null };
  }

  get = () => this.#state;

  subscribe = (watch: () => void) => {
    this.#watchers.add(watch);
    return () => this.#watchers.delete(watch);
  };

  #set(change: Partial<SystemState>) {
    this.#state = { ...this.#state, ...change };
    for (const watch of this.#watchers) watch();
  }

  change = (label: string, coalesce: string | null, edit: (system: System) => System) => {
    const system = edit(this.#state.system);
    if (system === this.#state.system) return;
    this.#set(addSystemChange(this.#state, { label, coalesce, system }));
    clearTimeout(this.#timer);
    if (this.#state.waiting.length > 1 || coalesce === null) void this.flush();
    else this.#timer = setTimeout(() => void this.flush(), pause);
  };

  flush = (): Promise<void> => {
    clearTimeout(this.#timer);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  };

  /** Undoes or does again the newest change that was made here. */
  step = async (command: "undo" | "redo"): Promise<Undone> => {
    await this.flush();
    const undone = await call(command, { id: `system/${this.#state.system.id}` });
    if (undone.changed) this.hasSaved = true;
    await this.refresh();
    return undone;
  };

  /** Looks again at what stands around the system, after a secret was set. */
  refresh = async () => {
    await this.flush();
    const view = await call("open_system", { id: this.#state.system.id });
    this.#set(this.#state.waiting.length > 0 ? around(view) : { ...around(view), system: view.system });
  };

  async #sendAll() {
    let triedStale = false;
    for (let next = this.#state.waiting[0]; next; next = this.#state.waiting[0]) {
      this.#set({ isSending: true, failure: null });
      try {
        const { system, label } = next;
        const view = await call("save_system", { system, label, revision: this.#state.revision });
        this.hasSaved = true;
        this.#set({ ...around(view), waiting: this.#state.waiting.slice(1), isSending: false });
      } catch (thrown) {
        const failure = toFailure(thrown);
        const fresh = failure.code === "stale" && !triedStale ? await this.#reopen() : null;
        if (!fresh) return this.#set({ isSending: false, failure });
        triedStale = true;
        this.#set({ revision: fresh.revision.revision });
      }
    }
  }

  #reopen(): Promise<SystemView | null> {
    return call("open_system", { id: this.#state.system.id }).catch(() => null);
  }
}

function around(view: SystemView) {
  return { problems: view.problems, secrets: view.secrets, revision: view.revision.revision };
}
