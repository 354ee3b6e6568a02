import type { Outcome } from "../../bridge/types";
import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import { useSession } from "../test/session";
import { useDraft } from "../workbench/context";
import styles from "./Tool.module.css";

/** To the letter what the AI knows before it calls, and what it gets back. */
export function ToolTab() {
  const tool = useDraft((draft) => draft.tool);
  const run = useSession((session) => session.run);
  const words = copy.test.sees;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section className={styles.tab} tabIndex={0} aria-label={words.region}>
      <section>
        <h3>
          {words.title}{" "}
          <Chip tone="quiet">{words.counted(copy.answer.tokens(tool.tokens.count), tool.tokens.tokenizer)}</Chip>
        </h3>
        <p className={styles.quiet}>{words.lead}</p>
        <code className={styles.code}>{JSON.stringify(tool.definition, null, 2)}</code>
      </section>
      <section>
        <h3>
          {words.result}{" "}
          {run && <Chip tone="quiet">{words.counted(copy.answer.tokens(run.tokens.count), run.tokens.tokenizer)}</Chip>}
        </h3>
        <p className={styles.quiet}>{run ? words.resultLead : words.noRun}</p>
        {run && <code className={styles.code}>{JSON.stringify(forBot(run.outcome), null, 2)}</code>}
      </section>
    </section>
  );
}

/** The half of an outcome that leaves: everything but the owner's note. Absent parts are left out, as the engine does. */
function forBot(outcome: Outcome) {
  const { kind, message, data, problems, confirmation, retry_after_seconds, repeated } = outcome;
  return {
    outcome: kind,
    message,
    ...(data && { data }),
    ...(problems.length > 0 && { problems }),
    ...(confirmation && { confirmation }),
    ...(retry_after_seconds !== null && { retry_after_seconds }),
    ...(repeated && { repeated }),
  };
}
