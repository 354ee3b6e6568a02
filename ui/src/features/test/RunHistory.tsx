import { Diff, History } from "lucide-react";
import { useState } from "react";
import { copy } from "../../copy";
import { formatDuration, formatTime } from "../../copy/numbers";
import { Button } from "../../look/Button";
import { ActionMenu } from "../../look/Menu";
import { CompareRuns } from "./CompareRuns";
import { type EarlierRun, useSession, useSessionStore } from "./session";
import styles from "./Test.module.css";

/** One line that tells a run from the others. */
export function lineOf({ run, environment, at }: EarlierRun): string {
  const status = run.trace.steps.findLast((step) => step.status !== null)?.status;
  return [
    formatTime(at),
    copy.common.environments[environment],
    copy.common.outcomes[run.outcome.kind],
    ...(status == null ? [] : [String(status)]),
    formatDuration(run.trace.total_ms),
  ].join(" · ");
}

/** The runs of this session: each can be shown again, and two can be compared. */
export function RunHistory() {
  const session = useSessionStore();
  const runs = useSession((state) => state.runs);
  const shownId = useSession((state) => state.run?.run_id);
  const [compares, setCompares] = useState(false);
  const words = copy.test.history;
  if (runs.length < 2) return null;
  return (
    <div className={styles.history}>
      <ActionMenu
        label={words.runs(runs.length)}
        actions={runs.map((earlier) => ({
          id: earlier.run.run_id,
          text: lineOf(earlier),
          help: earlier.run.run_id === shownId ? words.shown : undefined,
          run: () => session.show(earlier),
        }))}
      >
        <Button small look="bare">
          <History size={14} aria-hidden />
          {words.runs(runs.length)}
        </Button>
      </ActionMenu>
      <Button small look="bare" onPress={() => setCompares(true)}>
        <Diff size={14} aria-hidden />
        {words.compare}
      </Button>
      {compares && <CompareRuns onClose={() => setCompares(false)} />}
    </div>
  );
}
