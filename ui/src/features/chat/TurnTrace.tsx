import { useState } from "react";
import type { Called, Entry, StepTrace, TokenCount } from "../../bridge/types";
import { copy } from "../../copy";
import { formatBytes, formatDuration } from "../../copy/numbers";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import styles from "./Chat.module.css";

interface TurnTraceProps {
  trace: readonly Entry[];
  received: readonly TokenCount[];
}

/** Why the bot said what it said, as a story. */
export function TurnTrace({ trace, received }: TurnTraceProps) {
  if (trace.length === 0) return null;
  let calls = 0;
  return (
    <ul className={styles.trace} aria-label={copy.chat.reasons}>
      {trace.map((entry, index) => {
        const size = entry.type === "called" ? received[calls++] : undefined;
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry is known by its place
        return <EntryRow key={index} entry={entry} size={size} />;
      })}
    </ul>
  );
}

function EntryRow({ entry, size }: { entry: Entry; size: TokenCount | undefined }) {
  const words = copy.chat;
  switch (entry.type) {
    case "chose":
      return (
        <li>
          {words.chose}{" "}
          <Chip tone="api" mono>
            {entry.tool}
          </Chip>{" "}
          <span className={common.quiet}>{entry.why}</span>
        </li>
      );
    case "doubted":
      return <li className={common.quiet}>{words.doubted(entry.between.map((one) => `“${one.name}”`).join(", "))}</li>;
    case "understood":
      return (
        <li>
          {words.understoodTitle}{" "}
          {entry.values.map((value) => (
            <span key={value.field} className={styles.value}>
              <Chip tone="customer" mono>
                {value.field}
              </Chip>{" "}
              {value.value} <span className={common.quiet}>{words.understood(value.how)}</span>
            </span>
          ))}
        </li>
      );
    case "refused":
      return <li className={common.quiet}>{words.refused(entry.reason)}</li>;
    case "needs":
      return <li className={common.quiet}>{words.needs(entry.fields.join(", "))}</li>;
    case "not_called":
      return <li className={styles.bad}>{words.notCalled(entry.tool, entry.why)}</li>;
    case "note":
      return <li className={common.quiet}>{entry.text}</li>;
    case "asked":
      return (
        <li className={styles.row}>
          <span className={styles.inputs}>{words.asked(entry.model)}</span>
          <span className={common.quiet}>
            {entry.read !== null && entry.written !== null && `${words.askedTokens(entry.read, entry.written)}, `}
            {formatDuration(entry.ms)}
          </span>
        </li>
      );
    case "called":
      return <CalledRows called={entry} size={size} />;
  }
}

function CalledRows({ called, size }: { called: Called; size: TokenCount | undefined }) {
  const [shows, setShows] = useState(false);
  const words = copy.chat;
  const { run } = called;
  const tokens = copy.answer.tokens(size?.count ?? 0);
  const isAnswer = called.outcome === "answer";
  return (
    <>
      <li className={styles.row}>
        <Chip tone="api" mono>
          {called.tool}
        </Chip>
        <span className={styles.inputs}>{called.inputs.map((one) => `${one.field} ${one.value}`).join(", ")}</span>
        <span className={common.quiet}>{formatDuration(run.total_ms)}</span>
      </li>
      {run.steps.map((step) => (
        <StepRow key={step.step} step={step} />
      ))}
      {run.rules
        .filter((rule) => rule.state !== "not_reached")
        .map((rule) => (
          <li key={rule.rule} className={styles.row}>
            <Chip tone={rule.state === "held" ? "good" : "bad"}>
              {rule.state === "held" ? copy.test.ruleHeld : copy.test.ruleFailed}
            </Chip>
            <Chip tone="customer" mono>
              {rule.said.source}
            </Chip>
            {rule.state === "held" ? words.is : words.isNot}
            <Chip tone="api" mono>
              {rule.answered.source}
            </Chip>
          </li>
        ))}
      <li className={styles.row}>
        <Chip tone={isAnswer ? "good" : "bad"}>{copy.common.outcomes[called.outcome]}</Chip>
        <span className={styles.inputs}>
          {isAnswer && run.left.labels.length > 0
            ? words.receivedFields(run.left.labels.length, run.left.of, tokens)
            : words.receivedWords(tokens)}
          {run.failed && ` ${words.tries(run.failed.tries, run.failed.of)}`}
        </span>
        <Button small look="link" onPress={() => setShows(!shows)} aria-expanded={shows}>
          {shows ? words.hide : words.show}
        </Button>
      </li>
      {shows && (
        <li>
          <pre className={styles.raw}>{called.received}</pre>
        </li>
      )}
      {!isAnswer && called.owner.what && (
        <li className={common.quiet}>
          {called.owner.what} {called.owner.next}
        </li>
      )}
    </>
  );
}

function StepRow({ step }: { step: StepTrace }) {
  return (
    <li className={styles.row}>
      {step.status !== null ? (
        <Chip tone={step.status < 400 ? "good" : "bad"}>{step.status}</Chip>
      ) : (
        <Chip tone="quiet">{copy.chat.notSent}</Chip>
      )}
      <code className={styles.inputs}>{step.request_line || step.template}</code>
      {step.status !== null && (
        <span className={common.quiet}>
          {formatDuration(step.timing.total_ms)}, {formatBytes(step.body_bytes)}
        </span>
      )}
    </li>
  );
}
