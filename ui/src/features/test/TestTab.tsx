import { keysOf } from "../../app/shortcuts";
import { copy } from "../../copy";
import { AnswerViews } from "./AnswerViews";
import { Cases } from "./Cases";
import { Hints } from "./Hints";
import { Inputs } from "./Inputs";
import { OutcomeCard } from "./OutcomeCard";
import { RunHistory } from "./RunHistory";
import { useSession, useSessionStore } from "./session";
import styles from "./Test.module.css";

/** Fill in what a customer would say, run, and see what comes of it. */
export function TestTab() {
  const session = useSessionStore();
  const run = useSession((state) => state.run);
  const isRunning = useSession((state) => state.running !== null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape cancels a run from anywhere in the panel
    <div
      className={styles.tab}
      onKeyDown={(event) => {
        if (event.key === "Escape" && isRunning) void session.cancel();
      }}
    >
      <Inputs />
      <RunHistory />
      <OutcomeCard />
      <Hints />
      {run ? (
        <AnswerViews key={run.run_id} run={run} />
      ) : (
        <div className={styles.empty}>
          <h3>{copy.test.emptyTitle}</h3>
          <p>{copy.test.empty}</p>
          <dl className={styles.keys}>
            {(["run", "address", "palette"] as const).map((id) => (
              <div key={id}>
                <dt>
                  <kbd>{keysOf(id)}</kbd>
                </dt>
                <dd>{copy.settings.keys[id]}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      <Cases />
    </div>
  );
}
