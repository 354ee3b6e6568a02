import { Check, CircleDashed, X } from "lucide-react";
import type { ReactNode } from "react";
import type { HeaderTrace, RuleTrace, StepTrace, Timing } from "../../bridge/types";
import { copy } from "../../copy";
import { formatBytes, formatDuration } from "../../copy/numbers";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { cx } from "../../look/cx";
import styles from "./Trace.module.css";

/** A view that scrolls, and can be scrolled by keyboard. */
function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <section className={styles.view} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

/** What was sent. */
export function SentView({ step }: { step: StepTrace }) {
  const words = copy.test;
  if (!step.request_line) return <p className={common.quiet}>{step.skipped ?? step.error ?? words.noTimings}</p>;
  return (
    <Scroll label={copy.test.views.sent}>
      <p className={common.quiet}>{words.sentNote}</p>
      <code className={styles.code}>{step.request_line}</code>
      <Headers title={words.requestHeaders} headers={step.sent_headers} />
      {step.sent_body ? (
        <>
          <h3>{words.requestBody}</h3>
          <code className={styles.code}>{step.sent_body}</code>
        </>
      ) : (
        <p className={common.quiet}>{words.noBody}</p>
      )}
    </Scroll>
  );
}

/** Headers both ways. */
export function HeadersView({ step }: { step: StepTrace }) {
  return (
    <Scroll label={copy.test.views.headers}>
      <Headers title={copy.test.responseHeaders} headers={step.response_headers} />
      <Headers title={copy.test.requestHeaders} headers={step.sent_headers} />
    </Scroll>
  );
}

function Headers({ title, headers }: { title: string; headers: readonly HeaderTrace[] }) {
  if (headers.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl className={styles.headers}>
        {headers.map((header, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice
          <div key={index}>
            <dt>{header.name}</dt>
            <dd>{header.value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const phases = [
  ["name_lookup", "name_lookup_ms"],
  ["connection", "connect_ms"],
  ["first_byte", "first_byte_ms"],
  ["body", "body_ms"],
] as const satisfies readonly (readonly [keyof typeof copy.test.timings, keyof Timing])[];

interface TimelineProps {
  steps: readonly StepTrace[];
  notes: readonly string[];
  total: number;
}

/** Where the time went, request by request. */
export function TimelineView({ steps, notes, total }: TimelineProps) {
  const words = copy.test.timings;
  return (
    <Scroll label={copy.test.views.timeline}>
      {steps.map((step) => (
        <section key={step.step} className={styles.step}>
          <header>
            <strong>{step.name || step.step}</strong>
            {step.status !== null ? (
              <Chip tone={step.status < 400 ? "good" : "bad"}>
                {step.status} {step.status_text}
              </Chip>
            ) : (
              <Chip tone="quiet">{copy.test.notSent}</Chip>
            )}
            <span className={common.quiet}>{step.body_bytes > 0 && formatBytes(step.body_bytes)}</span>
          </header>
          <code className={styles.code}>{step.request_line || step.template}</code>
          {step.skipped && <p className={common.quiet}>{step.skipped}</p>}
          {step.error && <p className={styles.bad}>{step.error}</p>}
          <dl className={styles.phases}>
            {phases.map(([name, key]) => {
              const time = step.timing[key];
              if (time === null || time === undefined) return null;
              const share = step.timing.total_ms > 0 ? Math.min(1, time / step.timing.total_ms) : 0;
              return (
                <div key={key}>
                  <dt>{words[name]}</dt>
                  <dd>
                    <span className={styles.bar} style={{ inlineSize: `${Math.max(2, share * 100)}px` }} />
                    {formatDuration(time)}
                  </dd>
                </div>
              );
            })}
          </dl>
        </section>
      ))}
      {notes.map((note) => (
        <p key={note} className={common.quiet}>
          {note}
        </p>
      ))}
      <p>
        {words.total}: {formatDuration(total)}
      </p>
    </Scroll>
  );
}

const icons = { held: Check, failed: X, not_reached: CircleDashed };

/** Each rule with both sides and their kinds. */
export function RulesView({ rules }: { rules: readonly RuleTrace[] }) {
  const words = copy.test;
  if (rules.length === 0) return <p className={common.quiet}>{words.noRules}</p>;
  const states = { held: words.ruleHeld, failed: words.ruleFailed, not_reached: words.ruleNotReached };
  return (
    <ol className={styles.rules}>
      {rules.map((rule) => {
        const Icon = icons[rule.state];
        return (
          <li key={rule.rule} className={cx(styles.rule, styles[rule.state])}>
            <header>
              <Icon size={15} aria-hidden />
              <strong>{states[rule.state]}</strong>
              <span className={common.quiet}>{copy.rules.checksAnswer(copy.rules.types[rule.type])}</span>
            </header>
            <dl className={styles.sides}>
              <SideLine title={words.said} side={rule.said} tone="customer" />
              <SideLine title={words.found} side={rule.answered} tone="api" />
            </dl>
            {rule.reason && <p>{rule.reason}</p>}
          </li>
        );
      })}
    </ol>
  );
}

function SideLine({ title, side, tone }: { title: string; side: RuleTrace["said"]; tone: "customer" | "api" }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <Chip tone={tone} mono>
          {side.source}
        </Chip>
        {side.value !== null && side.value !== undefined && <code>{side.value}</code>}
        <span className={common.quiet}>{side.kind}</span>
      </dd>
    </div>
  );
}
