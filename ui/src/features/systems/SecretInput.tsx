import { Check, KeyRound, TriangleAlert } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { FailureNotice } from "../../app/FailureNotice";
import { tellFailure } from "../../app/notices";
import type { CommandFailed } from "../../bridge/failure";
import type { SecretRow } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import { Input } from "../../look/Input";
import { Pick } from "../../look/Pick";
import type { Saving } from "./editing";
import { ForgetDialog } from "./ForgetDialog";
import styles from "./Systems.module.css";
import {
  environmentsOf,
  explain,
  isAnywhere,
  isSet,
  type SecretState,
  stateOf,
  type Target,
  usualTarget,
} from "./secretStatus";
import { keepSecret } from "./useSecrets";

interface SecretInputProps {
  row: SecretRow;
  /** What was typed elsewhere is on disk before a value is kept: the value is bound to the addresses that are there. */
  editing: Saving;
  /** With the choice of environments, the addresses it is bound to, and the way to forget it. */
  full?: boolean;
}

/** One secret: whether it is set, and where to type its value. A value goes in and never comes out. */
export function SecretInput({ row, editing, full = false }: SecretInputProps) {
  const [value, setValue] = useState("");
  const [chosen, setChosen] = useState<Target | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [forgets, setForgets] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<CommandFailed | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const wantsFocus = useRef(false);
  const words = copy.systems;
  const target = chosen ?? usualTarget(row);
  const hides = isSet(row) && !isOpen;

  useEffect(() => {
    if (isOpen) input.current?.focus();
  }, [isOpen]);

  // What had the focus goes with the old status; it moves on to what stands there now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row is what takes the focus away
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    // The status may change once more meanwhile; that takes nothing back.
    setTimeout(() => {
      if (document.activeElement === document.body) form.current?.querySelector<HTMLElement>("input, button")?.focus();
    }, 50);
  }, [row]);

  async function save(event: FormEvent) {
    event.preventDefault();
    // What is typed below the workbench belongs to its form, not to this one.
    event.stopPropagation();
    if (value === "" || isBusy) return;
    setIsBusy(true);
    await editing.flush();
    const failed = await keepSecret(row.system_id, row.name, value, environmentsOf[target]);
    setIsBusy(false);
    setFailure(failed);
    if (failed) return;
    setValue("");
    setChosen(null);
    setIsOpen(false);
    moveOn();
  }

  function moveOn() {
    wantsFocus.current = true;
    void editing.refresh().catch(tellFailure);
  }

  return (
    <form className={styles.secret} ref={form} onSubmit={(event) => void save(event)} data-secret={row.name}>
      <span className={styles.secretName}>
        <Chip tone="secret" mono icon={<KeyRound size={12} aria-hidden />}>
          {row.name}
        </Chip>
        <Status row={row} />
      </span>
      {hides ? (
        <Button small aria-label={words.replace(row.name)} onPress={() => setIsOpen(true)}>
          {words.replaceShort}
        </Button>
      ) : (
        <span className={styles.secretValue}>
          <Input
            label={words.value(row.label || row.name)}
            hideLabel
            type="password"
            inputRef={input}
            placeholder={row.label || words.valuePlaceholder}
            value={value}
            onChange={setValue}
            onPaste={(event) => {
              // What was marked with the mouse often has a space or a line break at its end.
              const text = event.clipboardData.getData("text/plain");
              if (value !== "" || text === text.trim()) return;
              event.preventDefault();
              setValue(text.trim());
            }}
            autoComplete="new-password"
          />
          {full && (
            <Pick<Target>
              label={words.environments}
              value={target}
              choices={[
                { id: "both", text: words.both },
                { id: "test", text: copy.common.environments.test },
                { id: "live", text: copy.common.environments.live },
              ]}
              onChange={setChosen}
            />
          )}
          <Button type="submit" aria-label={words.saveValue(row.name)} isDisabled={value === "" || isBusy}>
            {words.saveShort}
          </Button>
          {isOpen && (
            <Button
              onPress={() => {
                setIsOpen(false);
                setValue("");
              }}
            >
              {copy.common.cancel}
            </Button>
          )}
        </span>
      )}
      {full && isAnywhere(row) && (
        <Button small aria-label={words.forget(row.name)} onPress={() => setForgets(true)}>
          {words.forgetShort}
        </Button>
      )}
      <Explanation row={row} full={full} />
      {failure && (
        <div className={styles.secretHelp}>
          <FailureNotice failure={failure} />
        </div>
      )}
      {forgets && <ForgetDialog row={row} onForgotten={moveOn} onClose={() => setForgets(false)} />}
    </form>
  );
}

function Status({ row }: { row: SecretRow }) {
  const words = copy.systems.status;
  const test = stateOf(row.test);
  const live = stateOf(row.live);
  if (test === live) return <StateChip state={test} text={words[test]} />;
  return (
    <>
      <StateChip state={test} text={`${copy.common.environments.test}: ${words[test]}`} />
      <StateChip state={live} text={`${copy.common.environments.live}: ${words[live]}`} />
    </>
  );
}

function StateChip({ state, text }: { state: SecretState; text: string }) {
  const Icon = state === "set" ? Check : TriangleAlert;
  return (
    <Chip tone={state === "set" ? "good" : "warn"} icon={<Icon size={12} aria-hidden />}>
      {text}
    </Chip>
  );
}

function Explanation({ row, full }: { row: SecretRow; full: boolean }) {
  const { origins, reasons, isUnbound } = explain(row);
  const help = isSet(row) ? "" : row.help;
  const bound = full && origins.length > 0 ? copy.systems.setFor(origins.join(", ")) : "";
  const unbound = isUnbound ? copy.systems.unbound : "";
  return [...reasons, unbound, bound, help].filter(Boolean).map((line) => (
    <span key={line} className={styles.secretHelp}>
      {line}
    </span>
  ));
}
