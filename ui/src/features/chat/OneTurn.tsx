import { Copy, Pencil } from "lucide-react";
import { tell } from "../../app/notices";
import type { ChatTurnView } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Notice } from "../../look/Notice";
import styles from "./Chat.module.css";
import { useChat, useChatStore } from "./chatStore";
import { TurnTrace } from "./TurnTrace";

interface OneTurnProps {
  index: number;
  view: ChatTurnView;
  isLast: boolean;
}

/** A line of the customer's, why the bot said what it said, and what it said. */
export function OneTurn({ index, view, isLast }: OneTurnProps) {
  const chat = useChatStore();
  const isRaw = useChat((state) => state.view === "raw");
  const { turn } = view;
  const words = copy.chat;
  return (
    <>
      <div className={styles.line}>
        <IconButton small label={words.edit} onPress={() => chat.edit(index)}>
          <Pencil size={13} aria-hidden />
        </IconButton>
        <p className={styles.customer}>
          <span className={styles.unseen}>{words.customer}: </span>
          {turn.customer}
        </p>
      </div>
      {isRaw ? (
        <pre className={styles.raw}>{JSON.stringify(turn.trace, null, 2)}</pre>
      ) : (
        <TurnTrace trace={turn.trace} received={view.received} />
      )}
      {turn.reply && <Reply text={turn.reply} />}
      {turn.failure && (
        <Notice
          tone="bad"
          title={turn.failure.what}
          action={
            isLast && (
              <Button small onPress={() => void chat.again(index)}>
                {copy.common.retry}
              </Button>
            )
          }
        >
          {turn.failure.next}
        </Notice>
      )}
      {isLast && turn.confirm && (
        <Notice
          tone="warn"
          title={words.confirmTitle}
          action={
            <>
              <Button small onPress={() => void chat.say("no")}>
                {words.no}
              </Button>
              <Button small look="primary" onPress={() => void chat.say("yes")}>
                {words.yes}
              </Button>
            </>
          }
        >
          <span className={styles.summary}>{turn.confirm}</span>
        </Notice>
      )}
    </>
  );
}

function Reply({ text }: { text: string }) {
  const words = copy.chat;
  return (
    <div className={styles.line}>
      <p className={styles.bot}>
        <span className={styles.unseen}>{words.bot}: </span>
        {text}
      </p>
      <IconButton
        small
        label={words.copyReply}
        onPress={() => void navigator.clipboard.writeText(text).then(() => tell(copy.test.copied(words.copied)))}
      >
        <Copy size={13} aria-hidden />
      </IconButton>
    </div>
  );
}
