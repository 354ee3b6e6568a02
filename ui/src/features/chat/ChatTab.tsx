import { useEffect, useRef } from "react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Notice } from "../../look/Notice";
import { Segments } from "../../look/Segments";
import { useSession } from "../test/session";
import { Answerer } from "./Answerer";
import { AttackDialog } from "./AttackDialog";
import styles from "./Chat.module.css";
import { Composer } from "./Composer";
import { useChat, useChatStore } from "./chatStore";
import { OneTurn } from "./OneTurn";
import { SavedChats } from "./SavedChats";

/** Talk to the connector as a customer would, and see why it answered so. */
export function ChatTab() {
  const chat = useChatStore();
  const scope = useChat((state) => state.scope);
  const view = useChat((state) => state.view);
  const isEmpty = useChat((state) => state.turns.length === 0 && !state.sending);
  const environment = useSession((state) => state.environment);
  const words = copy.chat;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other connectors or another place need other tools
  useEffect(() => {
    void chat.prepare();
  }, [chat, scope, environment]);
  return (
    <div className={styles.tab}>
      <header className={styles.head}>
        <Answerer />
        <span className={styles.spring} />
        <Button small look="link" isDisabled={isEmpty} onPress={() => void chat.begin()}>
          {words.newChat}
        </Button>
      </header>
      <div className={styles.head}>
        <Segments
          label={words.scope}
          value={scope}
          choices={(["this", "all"] as const).map((id) => ({ id, ...words.scopes[id] }))}
          onChange={(next) => chat.set({ scope: next })}
        />
        <span className={styles.spring} />
        <Segments
          label={words.view}
          value={view}
          choices={(["story", "raw"] as const).map((id) => ({ id, ...words.views[id] }))}
          onChange={(next) => chat.set({ view: next })}
        />
      </div>
      <Log />
      <Failure />
      <SavedChats />
      <Composer />
      <AttackDialog />
    </div>
  );
}

function Log() {
  const turns = useChat((state) => state.turns);
  const sending = useChat((state) => state.sending);
  const end = useRef<HTMLDivElement>(null);
  const words = copy.chat;
  const shown = sending?.insteadOf != null ? turns.slice(0, sending.insteadOf) : turns;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest line comes into sight when there is one
  useEffect(() => {
    void end.current?.scrollIntoView({ block: "end" });
  }, [turns, sending]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section className={styles.log} role="log" aria-label={words.log} tabIndex={0}>
      {shown.length === 0 && !sending && (
        <div className={styles.empty}>
          <h3>{words.emptyTitle}</h3>
          <p>{words.empty}</p>
        </div>
      )}
      {shown.map((turn, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn is known by its place
        <OneTurn key={index} index={index} view={turn} isLast={index === shown.length - 1 && !sending} />
      ))}
      {sending && (
        <>
          <p className={styles.customer}>{sending.line}</p>
          <p className={styles.bot}>
            {sending.words || (
              <span className={common.quiet}>{sending.calling ? words.calling(sending.calling) : words.thinking}</span>
            )}
          </p>
        </>
      )}
      <div ref={end} />
    </section>
  );
}

function Failure() {
  const chat = useChatStore();
  const failure = useChat((state) => state.failure);
  if (!failure) return null;
  const origin = failure.code === "private_address" ? failure.at : null;
  return (
    <div role="alert">
      <Notice
        tone={origin ? "warn" : "bad"}
        title={origin ? copy.test.privateTitle : failure.message || copy.common.errors[failure.code]}
        action={
          <Button small onPress={() => void (origin ? chat.allowPrivate(origin) : chat.say())}>
            {origin ? copy.test.privateYes : copy.common.retry}
          </Button>
        }
      >
        {origin ? copy.test.private(origin) : failure.hint}
      </Notice>
    </div>
  );
}
