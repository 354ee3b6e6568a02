import { useState } from "react";
import { changePreferences } from "../../app/queries";
import type { Environment, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { cx } from "../../look/cx";
import { Dialog } from "../../look/Dialog";
import { useSystemEditing } from "../systems/editing";
import { SecretInput } from "../systems/SecretInput";
import { SignInTest } from "../systems/SignInTest";
import { pathToTry } from "../systems/signIn";
import { useSessionStore } from "../test/session";
import { useConnector } from "../workbench/context";
import { AddressStep } from "./AddressStep";
import styles from "./Setup.module.css";

const steps = ["address", "keys", "signIn", "run"] as const;
type StepId = (typeof steps)[number];

interface SetupGuideProps {
  system: System;
  onClose(): void;
}

/** From sample data to a real system: where it is, the keys, a sign-in, the first run. */
export function SetupGuide({ system, onClose }: SetupGuideProps) {
  const [at, setAt] = useState(0);
  const session = useSessionStore();
  const words = copy.setup;
  const step = steps[at] ?? "address";
  const isLast = at === steps.length - 1;

  function runIn(environment: Environment) {
    // Sample inputs name a sample's record; the person knows one of their own.
    session.set({ environment, inputs: {}, run: null, failure: null });
    void changePreferences({ panel_tab: "test" });
    onClose();
    requestAnimationFrame(() => document.querySelector<HTMLElement>("form:has([data-run]) input")?.focus());
  }

  return (
    <Dialog
      title={words.title(system.name)}
      wide
      onClose={onClose}
      footer={
        <>
          <span className={styles.count}>{words.stepOf(at + 1, steps.length)}</span>
          {at > 0 && <Button onPress={() => setAt(at - 1)}>{words.back}</Button>}
          {isLast ? (
            <>
              <Button onPress={() => runIn("test")}>{words.runTest}</Button>
              <Button look="primary" onPress={() => runIn("live")}>
                {words.runLive}
              </Button>
            </>
          ) : (
            <Button look="primary" onPress={() => setAt(at + 1)}>
              {words.next}
            </Button>
          )}
        </>
      }
    >
      <div className={common.stack}>
        <p className={styles.quiet}>{words.lead}</p>
        <ol className={styles.steps}>
          {steps.map((id, position) => (
            <li key={id} className={cx(styles.step, id === step && styles.now)} aria-current={id === step && "step"}>
              {position + 1}. {words.steps[id]}
            </li>
          ))}
        </ol>
        <h3 className={styles.heading}>{words.steps[step]}</h3>
        <StepContent step={step} system={system} />
      </div>
    </Dialog>
  );
}

function StepContent({ step, system }: { step: StepId; system: System }) {
  const editing = useSystemEditing(system);
  const connector = useConnector();
  const words = copy.setup;
  switch (step) {
    case "address":
      return <AddressStep system={system} />;
    case "keys":
      return (
        <>
          <p>{editing.secrets.length > 0 ? words.keysHelp : words.noKeys}</p>
          {editing.secrets.map((row) => (
            <SecretInput key={row.name} row={row} full editing={editing} />
          ))}
        </>
      );
    case "signIn":
      return (
        <>
          <p>{words.signInHelp}</p>
          <SignInTest system={system} pathToBegin={pathToTry(connector, system.id)} placeToBegin="live" />
        </>
      );
    case "run":
      return <p>{words.runHelp}</p>;
  }
}
