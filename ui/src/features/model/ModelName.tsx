import { useState } from "react";
import { FailureNotice } from "../../app/FailureNotice";
import { call } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";

interface ModelNameProps {
  value: string;
  onChange(name: string): void;
  /** Saves what was typed; `false`: it could not be. */
  save(): Promise<boolean>;
}

/** The model's name, typed or taken from the list that the server offers. */
export function ModelName({ value, onChange, save }: ModelNameProps) {
  const [names, setNames] = useState<readonly string[] | null>(null);
  const [failure, setFailure] = useState<CommandFailed | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const words = copy.model;

  async function fetchNames() {
    setIsBusy(true);
    try {
      if (await save()) setNames((await call("list_models", {})).names);
      setFailure(null);
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <>
      <Input
        label={words.model}
        help={words.modelHelp}
        mono
        value={value}
        onChange={onChange}
        onBlur={() => void save()}
        suggestions={names ?? []}
        beside={
          <Button isDisabled={isBusy} onPress={() => void fetchNames()}>
            {isBusy ? words.fetching : words.fetchNames}
          </Button>
        }
      />
      <div role="status" className={common.quiet}>
        {names && (names.length > 0 ? words.fetched(names.length) : words.noNames)}
      </div>
      {failure && <FailureNotice failure={failure} />}
    </>
  );
}
