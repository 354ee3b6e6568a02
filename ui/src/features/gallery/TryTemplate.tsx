import { type FormEvent, useState } from "react";
import { useAttempt } from "../../app/useAttempt";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import type { Connector, TriedTemplate } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { cx } from "../../look/cx";
import { Notice } from "../../look/Notice";
import { Pick } from "../../look/Pick";
import { FieldInput } from "../test/FieldInput";
import styles from "./Gallery.module.css";
import { Tried } from "./Tried";

interface TryTemplateProps {
  id: string;
  connector: Connector;
}

/** A try on sample data: who asks, what they say, and what the bot is told. The saved tests are the people to choose from. */
export function TryTemplate({ id, connector }: TryTemplateProps) {
  const cases = connector.tests ?? [];
  const [chosen, setChosen] = useState("0");
  const [inputs, setInputs] = useState(() => inputsOf(connector, 0));
  const [tried, setTried] = useState<TriedTemplate | null>(null);
  const { isBusy, failure, attempt } = useAttempt();
  const isLate = useLater(isBusy);
  const words = copy.template;

  async function run(confirmation: string | null) {
    if (isBusy) return;
    const given = Object.fromEntries(Object.entries(inputs).filter(([, text]) => text !== ""));
    await attempt(async () => setTried(await call("try_template", { id, inputs: given, confirmation })));
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void run(null);
  }

  return (
    <section className={cx(common.card, styles.try)} aria-label={words.tryTitle}>
      <h2>{words.tryTitle}</h2>
      <p className={styles.quiet}>{words.tryHelp}</p>
      <form className={common.stack} onSubmit={submit} noValidate>
        <Pick
          label={words.situation}
          hideLabel={false}
          value={chosen}
          choices={cases.map((test, at) => ({ id: String(at), text: test.name }))}
          onChange={(next) => {
            setChosen(next);
            setInputs(inputsOf(connector, Number(next)));
            setTried(null);
          }}
        />
        {connector.fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            label={field.description || field.name}
            value={inputs[field.name] ?? ""}
            error={tried?.outcome.problems.find((problem) => problem.field === field.name)?.message}
            onChange={(text) => setInputs((known) => ({ ...known, [field.name]: text }))}
          />
        ))}
        <div>
          <Button look="primary" type="submit" isDisabled={isBusy}>
            {isLate ? words.trying : words.try}
          </Button>
        </div>
      </form>
      <div aria-live="polite">
        {failure && (
          <Notice tone="bad" title={failure.message}>
            {failure.hint}
          </Notice>
        )}
        {tried && <Tried tried={tried} isPublic={connector.public ?? false} onYes={(token) => void run(token)} />}
      </div>
    </section>
  );
}

/** What the person of a saved test says, as it would be typed. */
function inputsOf(connector: Connector, at: number): Record<string, string> {
  const said = connector.tests?.[at]?.inputs ?? {};
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, String(value)]));
}
