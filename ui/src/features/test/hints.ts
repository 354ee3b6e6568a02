/** Which hint a run calls for. There are three, each is shown until it is read, and none while a page only opens. */
import type { Connector, RunView } from "../../bridge/types";

export type HintId = "failed" | "no_rule" | "list";

export function hintFor(run: RunView, connector: Connector, seen: readonly string[]): HintId | null {
  const isAnswered = run.answers.some((answer) => answer.is_json);
  const isUnverified = connector.validations.length === 0 && !connector.public;
  const calledFor: Record<HintId, boolean> = {
    no_rule: isAnswered && isUnverified,
    failed: run.outcome.kind !== "answer" && !isUnverified,
    list: isAnswered && run.answers.some((answer) => answer.has_list) && connector.answer.fields.length === 0,
  };
  const found = (Object.keys(calledFor) as HintId[]).find((id) => calledFor[id] && !seen.includes(id));
  return found ?? null;
}
