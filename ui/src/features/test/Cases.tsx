import { BookmarkPlus, Check, FlaskConical, X } from "lucide-react";
import { useState } from "react";
import { tell } from "../../app/notices";
import type { TestCase } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { useConnector, useDraftStore } from "../workbench/context";
import { removeAt } from "../workbench/lists";
import { SampleDialog } from "./SampleDialog";
import { givenInputs, useSession, useSessionStore } from "./session";
import styles from "./Test.module.css";

const none: readonly TestCase[] = [];

/** Saved test cases: keep this run as one, run them all. */
export function Cases() {
  const connector = useConnector();
  const session = useSessionStore();
  const report = useSession((state) => state.report);
  const run = useSession((state) => state.run);
  const ranIn = useSession((state) => state.ranIn);
  const [showsForm, setShowsForm] = useState(false);
  const [showsSample, setShowsSample] = useState(false);
  const words = copy.test;
  const tests = connector.tests ?? none;
  if (!run && tests.length === 0) return null;
  const failed = report?.results.filter((result) => !result.passed).length ?? 0;

  return (
    <footer className={styles.cases}>
      <div className={styles.caseLine}>
        {run && !showsForm && (
          <Button small onPress={() => setShowsForm(true)}>
            <FlaskConical size={14} aria-hidden />
            {words.saveCase}
          </Button>
        )}
        {run && ranIn !== "sample" && run.answers.length > 0 && (
          <Button small onPress={() => setShowsSample(true)}>
            <BookmarkPlus size={14} aria-hidden />
            {copy.sample.action}
          </Button>
        )}
        <span className={styles.spring} />
        {tests.length > 0 && (
          <>
            <span role="status">
              {report ? (
                <Chip tone={failed > 0 ? "bad" : "good"}>
                  {failed > 0 ? words.casesFail(failed, report.results.length) : words.casesPass(report.results.length)}
                </Chip>
              ) : (
                <span className={common.quiet}>{words.cases(tests.length)}</span>
              )}
            </span>
            <Button small look="link" onPress={() => void session.runTests()}>
              {words.runCases}
            </Button>
          </>
        )}
      </div>
      {showsForm && <CaseForm onDone={() => setShowsForm(false)} />}
      {run && showsSample && <SampleDialog runId={run.run_id} onClose={() => setShowsSample(false)} />}
      {report && (
        <ul className={styles.results}>
          {report.results.map((result, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two cases may have one name
            <li key={index}>
              {result.passed ? (
                <Check size={14} aria-label={words.passed} />
              ) : (
                <X size={14} aria-label={words.failed} />
              )}
              <span>
                {result.name}
                {result.difference && <span className={common.quiet}> – {result.difference}</span>}
              </span>
              <RemoveCase index={index} name={result.name} />
            </li>
          ))}
        </ul>
      )}
    </footer>
  );
}

function RemoveCase({ index, name }: { index: number; name: string }) {
  const store = useDraftStore();
  const session = useSessionStore();
  return (
    <IconButton
      small
      label={copy.test.caseRemove(name)}
      onPress={() => {
        store.changeConnector(copy.test.caseChanges.remove, null, (connector) => ({
          ...connector,
          tests: removeAt(connector.tests ?? [], index),
        }));
        session.set({ report: null });
      }}
    >
      <X size={13} aria-hidden />
    </IconButton>
  );
}

function CaseForm({ onDone }: { onDone(): void }) {
  const store = useDraftStore();
  const session = useSessionStore();
  const outcome = useSession((state) => state.run?.outcome);
  const [name, setName] = useState(() => copy.test.caseNamed(outcome?.kind ?? "answer"));
  if (!outcome) return null;

  function save() {
    if (!outcome) return;
    const { connector } = store.get().documents;
    const test: TestCase = {
      name: name.trim(),
      inputs: givenInputs(connector, session.get().inputs),
      // The words matter for a refusal; the data of a real customer does not belong into a document.
      expect: { outcome: outcome.kind, data: null, message: outcome.kind === "answer" ? null : outcome.message },
    };
    store.changeConnector(copy.test.caseChanges.add, null, (one) => ({ ...one, tests: [...(one.tests ?? []), test] }));
    session.set({ report: null });
    tell(copy.test.caseSaved);
    onDone();
  }

  return (
    <form
      className={styles.caseForm}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Input label={copy.test.caseName} hideLabel autoFocus value={name} onChange={setName} />
      <Button type="submit" isDisabled={!name.trim()}>
        {copy.common.save}
      </Button>
      <Button onPress={onDone}>{copy.common.cancel}</Button>
    </form>
  );
}
