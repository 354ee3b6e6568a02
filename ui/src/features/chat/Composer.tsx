import { ShieldAlert } from "lucide-react";
import { useState } from "react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { useSession } from "../test/session";
import styles from "./Chat.module.css";
import { useChat, useChatStore } from "./chatStore";

/** The customer's next line, and what can be done with the whole chat. */
export function Composer() {
  const chat = useChatStore();
  const line = useChat((state) => state.line);
  const isSending = useChat((state) => state.sending !== null);
  const isEditing = useChat((state) => state.editing !== null);
  const isAttacking = useChat((state) => state.isAttacking);
  const canSave = useChat((state) => state.turns.length > 0 && !state.sending);
  const isSample = useSession((state) => state.environment === "sample");
  const [names, setNames] = useState(false);
  const words = copy.chat;
  return (
    <footer className={styles.composer}>
      <div className={styles.head}>
        <Button small isDisabled={!canSave || !isSample} onPress={() => setNames(true)}>
          {words.saveAsTest}
        </Button>
        <Button small look="link" isDisabled={isAttacking} onPress={() => void chat.attack()}>
          <ShieldAlert size={14} aria-hidden />
          {isAttacking ? words.attacking : words.attack}
        </Button>
      </div>
      {names && <NameForm onDone={() => setNames(false)} />}
      {isEditing && (
        <div className={styles.head}>
          <span className={common.quiet}>{words.editing}</span>
          <Button small look="link" onPress={() => chat.set({ editing: null, line: "" })}>
            {words.cancelEdit}
          </Button>
        </div>
      )}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void chat.say();
        }}
      >
        <Input
          label={words.line}
          hideLabel
          placeholder={words.placeholder}
          value={line}
          maxLength={10_000}
          onChange={(text) => chat.set({ line: text })}
          onKeyDown={(event) => {
            if (event.key === "Escape" && isSending) void chat.stop();
          }}
        />
        {isSending ? (
          <Button onPress={() => void chat.stop()}>{words.stop}</Button>
        ) : (
          <Button type="submit" look="primary" isDisabled={!line.trim()}>
            {words.send}
          </Button>
        )}
      </form>
    </footer>
  );
}

function NameForm({ onDone }: { onDone(): void }) {
  const chat = useChatStore();
  const [name, setName] = useState<string>(copy.chat.testNamed);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void chat.saveAsTest(name.trim());
        onDone();
      }}
    >
      <Input label={copy.chat.testName} hideLabel autoFocus value={name} onChange={setName} />
      <Button type="submit" isDisabled={!name.trim()}>
        {copy.common.save}
      </Button>
      <Button onPress={onDone}>{copy.common.cancel}</Button>
    </form>
  );
}
