import { Check, X } from "lucide-react";
import type { ChatTest } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { useConnector, useDraftStore } from "../workbench/context";
import { removeAt } from "../workbench/lists";
import styles from "./Chat.module.css";
import { useChat, useChatStore } from "./chatStore";

const none: readonly ChatTest[] = [];

/** Chats that were saved as tests, and whether they still go as they went. */
export function SavedChats() {
  const chat = useChatStore();
  const store = useDraftStore();
  const saved = useConnector().chats ?? none;
  const report = useChat((state) => state.report);
  const words = copy.chat;
  if (saved.length === 0) return null;
  const failed = report?.results.filter((result) => result.difference).length ?? 0;
  return (
    <section className={styles.saved}>
      <div className={styles.head}>
        <span role="status">
          {report ? (
            <Chip tone={failed > 0 ? "bad" : "good"}>
              {failed > 0
                ? words.replayFails(failed, report.results.length)
                : words.replayPasses(report.results.length)}
            </Chip>
          ) : (
            <span className={common.quiet}>{words.saved(saved.length)}</span>
          )}
        </span>
        <Button small look="link" onPress={() => void chat.replay()}>
          {words.replay}
        </Button>
      </div>
      {report && (
        <ul>
          {report.results.map((result, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two chats may have one name
            <li key={index} className={styles.row}>
              {result.difference ? (
                <X size={14} aria-label={words.differs} />
              ) : (
                <Check size={14} aria-label={words.passes} />
              )}
              <span className={styles.inputs}>
                {result.name}
                {result.difference && <span className={common.quiet}> – {result.difference}</span>}
              </span>
              <IconButton
                small
                label={words.remove(result.name)}
                onPress={() => {
                  store.changeConnector(words.changes.remove, null, (connector) => ({
                    ...connector,
                    chats: removeAt(connector.chats ?? [], index),
                  }));
                  chat.set({ report: null });
                }}
              >
                <X size={13} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
