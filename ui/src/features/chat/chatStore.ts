/**
 * The chat of one connector: what was said, what is on its way, what came of an attack. It lives as long as the window,
 * so that looking at another tab or connector loses nothing.
 */
import { useSyncExternalStore } from "react";
import { tell, tellFailure } from "../../app/notices";
import { call, onEvent } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { AttackReport, ChatBy, ChatScope, ChatTestReport, ChatTurnView } from "../../bridge/types";
import { copy } from "../../copy";
import { sessionOf } from "../test/session";
import { useDraftStore } from "../workbench/context";
import type { DraftStore } from "../workbench/drafts";

export interface Chat {
  id: string;
  scope: ChatScope;
  by: ChatBy;
  view: "story" | "raw";
  turns: readonly ChatTurnView[];
  /** What is being typed. */
  line: string;
  /** The turn whose line is being changed. */
  editing: number | null;
  sending: { line: string; insteadOf: number | null; words: string; calling: string | null } | null;
  failure: CommandFailed | null;
  attack: { report: AttackReport; by: ChatBy } | null;
  isAttacking: boolean;
  report: ChatTestReport | null;
}

export class ChatStore {
  #chat: Chat = {
    id: crypto.randomUUID(),
    scope: "this",
    by: "built_in",
    view: "story",
    turns: [],
    line: "",
    editing: null,
    sending: null,
    failure: null,
    attack: null,
    isAttacking: false,
    report: null,
  };
  #watchers = new Set<() => void>();
  readonly draft: DraftStore;

  constructor(draft: DraftStore) {
    this.draft = draft;
  }

  get = () => this.#chat;

  subscribe = (watch: () => void) => {
    this.#watchers.add(watch);
    return () => this.#watchers.delete(watch);
  };

  set(change: Partial<Chat>) {
    this.#chat = { ...this.#chat, ...change };
    for (const watch of this.#watchers) watch();
  }

  /** Says a line; without one, what was typed. */
  async say(text?: string) {
    const { id, scope, by, sending, editing } = this.#chat;
    const line = (text ?? this.#chat.line).trim();
    if (sending || !line) return;
    const insteadOf = text === undefined ? editing : null;
    this.set({ sending: { line, insteadOf, words: "", calling: null }, line: "", editing: null, failure: null });
    await this.draft.flush();
    const { failure } = this.draft.get();
    if (failure) return this.set({ sending: null, line, editing: insteadOf, failure });
    try {
      const { environment } = sessionOf(this.draft).get();
      const view = await call("chat_say", {
        chat_id: id,
        connector_id: this.draft.id,
        scope,
        by,
        environment,
        line,
        instead_of: insteadOf,
      });
      if (this.#chat.id === id) this.set({ turns: view.turns, sending: null });
    } catch (thrown) {
      if (this.#chat.id === id) this.set({ sending: null, line, editing: insteadOf, failure: toFailure(thrown) });
    }
  }

  /** Says a turn's line once more, in its place. */
  async again(turn: number) {
    this.edit(turn);
    await this.say();
  }

  /** Has the tools made ready before the first line. What stands in the way is said when there is one. */
  async prepare() {
    const { scope } = this.#chat;
    const { environment } = sessionOf(this.draft).get();
    await this.draft.flush();
    await call("chat_prepare", { connector_id: this.draft.id, scope, environment }).catch(() => undefined);
  }

  async stop() {
    await call("chat_stop", { chat_id: this.#chat.id }).catch(tellFailure);
  }

  /** Begins anew; nothing of this customer is known to the next. */
  async begin() {
    const { id } = this.#chat;
    this.set({ id: crypto.randomUUID(), turns: [], sending: null, failure: null, editing: null, line: "" });
    await call("chat_end", { chat_id: id }).catch(tellFailure);
  }

  edit(turn: number) {
    this.set({ editing: turn, line: this.#chat.turns[turn]?.turn.customer ?? "" });
  }

  async allowPrivate(origin: string) {
    try {
      this.draft.adopt(await call("allow_private", { connector_id: this.draft.id, origin, allow: true }));
      this.set({ failure: null });
      await this.say();
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  async saveAsTest(name: string) {
    try {
      const test = await call("chat_as_test", { chat_id: this.#chat.id, name });
      this.draft.changeConnector(copy.chat.changes.save, null, (connector) => ({
        ...connector,
        chats: [...(connector.chats ?? []), test],
      }));
      this.set({ report: null });
      tell(copy.chat.testSaved);
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  async replay() {
    try {
      await this.draft.flush();
      this.set({ report: await call("run_chats", { id: this.draft.id }) });
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  async attack() {
    if (this.#chat.isAttacking) return;
    this.set({ isAttacking: true });
    try {
      await this.draft.flush();
      const { by } = this.#chat;
      const { report } = await call("try_attack", { connector_id: this.draft.id, by });
      this.set({ attack: { report, by } });
    } catch (thrown) {
      tellFailure(thrown);
    } finally {
      this.set({ isAttacking: false });
    }
  }
}

const chats = new WeakMap<DraftStore, ChatStore>();
const live = new Set<WeakRef<ChatStore>>();

function chatOf(draft: DraftStore): ChatStore {
  const known = chats.get(draft);
  if (known) return known;
  const chat = new ChatStore(draft);
  chats.set(draft, chat);
  live.add(new WeakRef(chat));
  return chat;
}

onEvent((event) => {
  if (event.type !== "chat") return;
  for (const reference of live) {
    const store = reference.deref();
    const { id, sending } = store?.get() ?? {};
    if (!store || !sending || id !== event.news.chat_id) continue;
    const news = event.news.event;
    store.set({
      sending:
        news.type === "words" ? { ...sending, words: sending.words + news.text } : { ...sending, calling: news.name },
    });
  }
});

export function useChatStore(): ChatStore {
  return chatOf(useDraftStore());
}

export function useChat<Part>(select: (chat: Chat) => Part): Part {
  const store = useChatStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
