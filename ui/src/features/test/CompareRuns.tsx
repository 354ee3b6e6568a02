import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../bridge/call";
import { copy } from "../../copy";
import { Dialog } from "../../look/Dialog";
import { Pick } from "../../look/Pick";
import styles from "./Compare.module.css";
import { lineOf } from "./RunHistory";
import { useSession } from "./session";

/** What differs between two runs of this session: the answers, value by value. */
export function CompareRuns({ onClose }: { onClose(): void }) {
  const runs = useSession((state) => state.runs);
  const shownId = useSession((state) => state.run?.run_id);
  const [afterId, setAfterId] = useState(shownId ?? "");
  const [beforeId, setBeforeId] = useState(() => {
    const at = runs.findIndex(({ run }) => run.run_id === shownId);
    return (runs[at + 1] ?? runs[at - 1])?.run.run_id ?? "";
  });
  const words = copy.test.history;
  const before = runs.find(({ run }) => run.run_id === beforeId);
  const after = runs.find(({ run }) => run.run_id === afterId);
  const steps = (after?.run.answers ?? []).filter(
    (one) => one.is_json && before?.run.answers.some((other) => other.step === one.step && other.is_json),
  );
  const compared = useQueries({
    queries: steps.map(({ step }) => ({
      queryKey: ["compare_answers", beforeId, afterId, step],
      queryFn: () => call("compare_answers", { before: beforeId, after: afterId, step }),
    })),
  });
  const choices = runs.map((earlier) => ({ id: earlier.run.run_id, text: lineOf(earlier) }));

  return (
    <Dialog title={words.compareTitle} wide onClose={onClose}>
      <div className={styles.picks}>
        <Pick label={words.before} hideLabel={false} value={beforeId} choices={choices} onChange={setBeforeId} />
        <Pick label={words.after} hideLabel={false} value={afterId} choices={choices} onChange={setAfterId} />
      </div>
      {before && after && before.run.outcome.message !== after.run.outcome.message && (
        <p className={styles.outcome}>
          {words.said} <del>{before.run.outcome.message}</del> <ins>{after.run.outcome.message}</ins>
        </p>
      )}
      {steps.length === 0 && <p className={styles.quiet}>{words.noAnswers}</p>}
      {steps.map(({ step }, index) => {
        const { data, error } = compared[index] ?? {};
        const name = after?.run.trace.steps.find((one) => one.step === step)?.name || step;
        return (
          <section key={step}>
            <h3>{words.answerOf(name)}</h3>
            {error && <p className={styles.quiet}>{error.message}</p>}
            {data && (
              <p className={styles.quiet} role="status">
                {data.total === 0 ? words.same : words.differences(data.total)}
              </p>
            )}
            {data && data.differences.length > 0 && (
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">{words.path}</th>
                    <th scope="col">{words.before}</th>
                    <th scope="col">{words.after}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.differences.map((one) => (
                    <tr key={one.path}>
                      <th scope="row">{one.path}</th>
                      <td>{one.before === null ? <em>{words.absent}</em> : <del>{one.before}</del>}</td>
                      <td>{one.after === null ? <em>{words.absent}</em> : <ins>{one.after}</ins>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
        );
      })}
    </Dialog>
  );
}
