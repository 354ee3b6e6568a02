/**
 * The Test panel of one connector: what was typed, what runs, what came of the last run. It lives as long as the
 * window, so that looking at another connector loses nothing.
 */
import { useSyncExternalStore } from "react";
import { tell, tellFailure } from "../../app/notices";
import { call, onEvent } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { Connector, Environment, RunView, TestReport } from "../../bridge/types";
import { copy } from "../../copy";
import { writes } from "../request/steps";
import { useDraftStore } from "../workbench/context";
import type { DraftStore } from "../workbench/drafts";

/** A question to the person before something is sent. */
export type Ask = { type: "writes" } | { type: "private"; origin: string };

/** A run of this session, with what was typed for it. */
export interface EarlierRun {
  run: RunView;
  environment: Environment;
  inputs: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  at: number;
}

/** Of how many runs the answers are kept at hand. */
const runsKept = 20;

export interface Session {
  environment: Environment;
  inputs: Readonly<Record<string, string>>;
  running: { runId: string; since: number; step: string; phase: string } | null;
  run: RunView | null;
  /** The runs of this session, newest first. */
  runs: readonly EarlierRun[];
  /** Where the last run went. */
  ranIn: Environment | null;
  failure: CommandFailed | null;
  ask: Ask | null;
  report: TestReport | null;
}

export class SessionStore {
  #session: Session;
  #watchers = new Set<() => void>();
  readonly draft: DraftStore;

  constructor(draft: DraftStore) {
    this.draft = draft;
    const { connector } = draft.get().documents;
    const hasSamples = (connector.samples?.length ?? 0) > 0;
    this.#session = {
      environment: hasSamples ? "sample" : "test",
      // What was imported or comes from a template can be run at once.
      inputs: exampleInputs(connector),
      running: null,
      run: null,
      runs: [],
      ranIn: null,
      failure: null,
      ask: null,
      report: null,
    };
  }

  get = () => this.#session;

  subscribe = (watch: () => void) => {
    this.#watchers.add(watch);
    return () => this.#watchers.delete(watch);
  };

  set(change: Partial<Session>) {
    this.#session = { ...this.#session, ...change };
    for (const watch of this.#watchers) watch();
  }

  setInput(name: string, text: string) {
    this.set({ inputs: { ...this.#session.inputs, [name]: text } });
  }

  async run(allowed: { changes?: boolean; confirmation?: string | null } = {}) {
    if (this.#session.running) return;
    const running = { runId: crypto.randomUUID(), since: Date.now(), step: "", phase: "" };
    this.set({ running, ask: null, failure: null });
    await this.draft.flush();
    const { documents, failure } = this.draft.get();
    if (failure) return this.set({ running: null, failure });
    const { environment } = this.#session;
    if (environment !== "sample" && writes(documents.connector) && !allowed.changes) {
      return this.set({ running: null, ask: { type: "writes" } });
    }
    try {
      const run = await call("run", {
        run_id: running.runId,
        connector_id: this.draft.id,
        environment,
        inputs: givenInputs(documents.connector, this.#session.inputs),
        confirmation: allowed.confirmation ?? null,
      });
      this.#keep({ run, environment, inputs: this.#session.inputs, at: running.since });
    } catch (thrown) {
      const failed = toFailure(thrown);
      if (failed.code === "private_address") {
        this.set({ running: null, ask: { type: "private", origin: failed.at ?? "" } });
      } else {
        this.set({ running: null, failure: failed.code === "cancelled" ? null : failed });
        if (failed.code === "cancelled") tell(copy.test.cancelled);
      }
    }
  }

  #keep(earlier: EarlierRun) {
    const runs = [earlier, ...this.#session.runs];
    forget(runs.slice(runsKept));
    this.set({ run: earlier.run, ranIn: earlier.environment, running: null, runs: runs.slice(0, runsKept) });
  }

  /** Shows an earlier run again: what was typed, and what was answered. */
  show(earlier: EarlierRun) {
    this.set({ run: earlier.run, ranIn: earlier.environment, inputs: earlier.inputs, failure: null });
  }

  /** Nobody looks at this connector any more: the answers of its runs are freed. */
  end() {
    forget(this.#session.runs);
    this.set({ run: null, runs: [], report: null });
  }

  async cancel() {
    const { running } = this.#session;
    if (!running) return;
    this.set({ running: null });
    tell(copy.test.cancelled);
    await call("cancel_run", { run_id: running.runId }).catch(tellFailure);
  }

  async allowPrivate(origin: string) {
    try {
      this.draft.adopt(await call("allow_private", { connector_id: this.draft.id, origin, allow: true }));
      this.set({ ask: null });
      tell(copy.test.privateAllowed(origin));
      await this.run({ changes: true });
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  async runTests() {
    try {
      await this.draft.flush();
      this.set({ report: await call("run_tests", { id: this.draft.id }) });
    } catch (thrown) {
      tellFailure(thrown);
    }
  }
}

function forget(runs: readonly EarlierRun[]) {
  if (runs.length > 0) void call("forget_answers", { run_ids: runs.map(({ run }) => run.run_id) }).catch(tellFailure);
}

function exampleInputs(connector: Connector): Record<string, string> {
  return Object.fromEntries(connector.fields.map((field) => [field.name, field.example ?? ""]));
}

/** What was typed, for the questions that exist. An empty input is not sent. */
export function givenInputs(connector: Connector, inputs: Readonly<Record<string, string>>): Record<string, string> {
  const given = connector.fields.map((field) => [field.name, inputs[field.name] ?? ""] as const);
  return Object.fromEntries(given.filter(([, text]) => text !== ""));
}

const sessions = new WeakMap<DraftStore, SessionStore>();
const live = new Set<WeakRef<SessionStore>>();

export function sessionOf(draft: DraftStore): SessionStore {
  const known = sessions.get(draft);
  if (known) return known;
  const session = new SessionStore(draft);
  sessions.set(draft, session);
  live.add(new WeakRef(session));
  return session;
}

onEvent((event) => {
  if (event.type !== "progress") return;
  for (const reference of live) {
    const session = reference.deref();
    const running = session?.get().running;
    if (session && running?.runId === event.run_id) {
      session.set({ running: { ...running, step: event.step, phase: event.phase } });
    }
  }
});

export function useSessionStore(): SessionStore {
  return sessionOf(useDraftStore());
}

export function useSession<Part>(select: (session: Session) => Part): Part {
  const store = useSessionStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
