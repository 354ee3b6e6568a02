import { useQuery } from "@tanstack/react-query";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import { copy } from "../../copy";
import { Notice } from "../../look/Notice";
import { RulesView, TimelineView } from "../test/TraceViews";
import styles from "./Activity.module.css";

/** What is kept of a run: requests with their placeholders, times, which rules held. No value, no answer. */
export function RunStory({ id }: { id: number }) {
  const past = useQuery({ queryKey: ["past_run", id], queryFn: () => call("past_run", { id }), gcTime: 0 });
  if (past.isError) {
    const failure = toFailure(past.error);
    return (
      <Notice tone="bad" title={failure.message}>
        {failure.hint}
      </Notice>
    );
  }
  if (!past.data) return null;
  const { trace } = past.data;
  return (
    <div className={styles.parts}>
      <p className={styles.quiet}>{copy.activity.storyNote}</p>
      <TimelineView steps={trace.steps} notes={trace.notes} total={trace.total_ms} />
      <RulesView rules={trace.rules} />
    </div>
  );
}
