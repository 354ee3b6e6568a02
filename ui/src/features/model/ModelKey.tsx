import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { tell, tellFailure } from "../../app/notices";
import type { CommandFailed } from "../../bridge/failure";
import type { SecretStatus } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import { Input } from "../../look/Input";
import styles from "./Model.module.css";
import { forgetKey, keepKey } from "./modelStore";

interface ModelKeyProps {
  status: SecretStatus;
  /** The key is bound to the address that is saved. */
  save(): Promise<boolean>;
}

/** The model's key: whether there is one, and where to type it. It goes in and never comes out. */
export function ModelKey({ status, save }: ModelKeyProps) {
  const [value, setValue] = useState("");
  const [isOpen, setIsOpen] = useState(false);
  const [failure, setFailure] = useState<CommandFailed | null>(null);
  const words = copy.model;
  const isSet = status.type === "set";

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (value === "" || !(await save())) return;
    const failed = await keepKey(value.trim());
    setFailure(failed);
    if (failed) return;
    setValue("");
    setIsOpen(false);
    tell(words.keySaved);
  }

  return (
    <form className={styles.key} onSubmit={(event) => void submit(event)}>
      <div className={styles.row}>
        <Chip tone="secret" icon={<KeyRound size={12} aria-hidden />}>
          {words.key}
        </Chip>
        <Chip tone={isSet ? "good" : status.type === "enter_again" ? "warn" : "quiet"}>
          {isSet ? words.keySet : status.type === "enter_again" ? words.keyAgain : words.keyMissing}
        </Chip>
        <span className={styles.spring} />
        {isSet && !isOpen && (
          <Button small onPress={() => setIsOpen(true)}>
            {words.replaceKey}
          </Button>
        )}
        {status.type !== "missing" && (
          <Button small look="link" onPress={() => void forgetKey().then((failed) => failed && tellFailure(failed))}>
            {words.forgetKey}
          </Button>
        )}
      </div>
      {(!isSet || isOpen) && (
        <Input
          label={words.key}
          hideLabel
          type="password"
          autoComplete="new-password"
          placeholder={words.keyPlaceholder}
          help={status.type === "enter_again" ? status.reason : words.keyHelp}
          error={failure && `${failure.message} ${failure.hint}`}
          value={value}
          onChange={setValue}
          beside={
            <Button type="submit" isDisabled={value === ""}>
              {words.saveKey}
            </Button>
          }
        />
      )}
    </form>
  );
}
