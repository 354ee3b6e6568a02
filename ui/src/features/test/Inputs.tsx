import { type FormEvent, useEffect, useState } from "react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { useConnector } from "../workbench/context";
import { FieldInput } from "./FieldInput";
import { useSession, useSessionStore } from "./session";
import styles from "./Test.module.css";

/** What the customer would say, and Run. */
export function Inputs() {
  const { fields } = useConnector();
  const session = useSessionStore();
  const inputs = useSession((state) => state.inputs);
  const running = useSession((state) => state.running);
  const problems = useSession((state) => state.run?.outcome.problems);
  const words = copy.test;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!running) void session.run();
  }

  return (
    <form className={styles.inputs} onSubmit={submit} noValidate>
      {fields.length === 0 && <p className={common.quiet}>{words.noInputs}</p>}
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          label={field.name}
          value={inputs[field.name] ?? ""}
          error={problems?.find((problem) => problem.field === field.name)?.message}
          onChange={(text) => session.setInput(field.name, text)}
        />
      ))}
      <div className={styles.runLine}>
        {running ? (
          <Button look="danger" onPress={() => void session.cancel()}>
            {words.cancel}
          </Button>
        ) : (
          <Button look="primary" type="submit" data-run>
            {words.run}
          </Button>
        )}
        {running && <Elapsed since={running.since} phase={running.phase} />}
      </div>
    </form>
  );
}

/** How long the run takes so far, and what it is doing. Shown after 300 ms. */
function Elapsed({ since, phase }: { since: number; phase: string }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, []);
  if (now - since < 300) return null;
  return (
    <span className={styles.elapsed}>
      <span aria-hidden="true">{copy.test.elapsed(((now - since) / 1000).toFixed(1))}</span>
      <span role="status">{phase || copy.test.running}</span>
    </span>
  );
}
