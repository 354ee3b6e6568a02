import { Ban, CircleAlert, CircleCheck, CircleHelp, Hourglass, ShieldX, Unplug } from "lucide-react";
import { FailureNotice } from "../../app/FailureNotice";
import { useGo } from "../../app/view";
import type { OutcomeKind } from "../../bridge/types";
import { copy } from "../../copy";
import { formatBytes, formatDuration } from "../../copy/numbers";
import { Button } from "../../look/Button";
import { Chip, type Tone } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Notice } from "../../look/Notice";
import { useConnector, useDraftStore } from "../workbench/context";
import { focusPlace } from "../workbench/focus";
import { useSession, useSessionStore } from "./session";
import styles from "./Test.module.css";

const looks: Record<OutcomeKind, { tone: Tone; icon: typeof Ban }> = {
  answer: { tone: "good", icon: CircleCheck },
  not_verified: { tone: "bad", icon: ShieldX },
  invalid_input: { tone: "warn", icon: CircleAlert },
  needs_confirmation: { tone: "warn", icon: CircleHelp },
  throttled: { tone: "warn", icon: Hourglass },
  api_error: { tone: "bad", icon: Ban },
  unavailable: { tone: "bad", icon: Unplug },
};

/** How the last run ended: for the bot, and for the owner. */
export function OutcomeCard() {
  const session = useSessionStore();
  const connector = useConnector();
  const run = useSession((state) => state.run);
  const isRunning = useSession((state) => state.running !== null);
  const failure = useSession((state) => state.failure);
  const ranIn = useSession((state) => state.ranIn);
  const words = copy.test;

  if (failure) return <FailureCard />;
  if (!run) return null;
  const { outcome, trace } = run;
  const look = looks[outcome.kind];
  const Icon = look.icon;
  const last = trace.steps.filter((step) => step.status !== null).at(-1);
  const isPublic = outcome.kind === "answer" && connector.public;
  const bytes = trace.steps.reduce((sum, step) => sum + step.body_bytes, 0);

  return (
    <section className={styles.outcome} data-stale={isRunning || undefined} aria-live="polite">
      <div className={styles.facts}>
        {last?.status != null && (
          <Chip tone={last.status < 400 ? "good" : "bad"}>
            {last.status} {last.status_text || words.statusMeaning(last.status)}
          </Chip>
        )}
        {ranIn && <span className={common.quiet}>{copy.common.environments[ranIn]}</span>}
        <span className={common.quiet}>{formatDuration(trace.total_ms)}</span>
        {bytes > 0 && <span className={common.quiet}>{formatBytes(bytes)}</span>}
        <span className={styles.spring} />
        <Chip tone={look.tone} icon={<Icon size={13} aria-hidden />}>
          {isPublic ? words.answered : copy.common.outcomes[outcome.kind]}
        </Chip>
      </div>
      {outcome.message && (
        <p className={styles.said}>
          <span className={common.quiet}>{words.botSays}</span> “{outcome.message}”
        </p>
      )}
      <p className={common.quiet}>
        {outcome.kind === "answer"
          ? words.received(copy.answer.picked(trace.left.labels.length), copy.answer.tokens(run.tokens.count))
          : words.receivedNothing}
      </p>
      {outcome.confirmation && (
        <Notice
          tone="warn"
          title={words.confirmTitle}
          action={
            <Button
              small
              look="primary"
              onPress={() => void session.run({ changes: true, confirmation: outcome.confirmation?.token ?? null })}
            >
              {words.confirmYes}
            </Button>
          }
        >
          {outcome.confirmation.summary}
        </Notice>
      )}
      {outcome.kind !== "answer" && (outcome.owner.what || outcome.owner.next) && (
        <div className={styles.owner}>
          <strong>{words.forYou}</strong>
          <span>
            {outcome.owner.what} {outcome.owner.place && <span className={common.quiet}>({outcome.owner.place})</span>}
          </span>
          {outcome.owner.next && (
            <span>
              {words.nextStep}: {outcome.owner.next}
            </span>
          )}
        </div>
      )}
    </section>
  );
}

/** The run could not even begin, or the program could not carry it out. */
function FailureCard() {
  const failure = useSession((state) => state.failure);
  const store = useDraftStore();
  const go = useGo();
  const session = useSessionStore();
  if (!failure) return null;
  const { at } = failure;
  const isSecret =
    failure.code === "missing_value" || failure.code === "vault_locked" || failure.code === "vault_missing";
  return (
    <FailureNotice
      failure={failure}
      action={
        isSecret ? (
          <Button small onPress={() => go.to({ page: "systems", system: store.get().documents.connector.system })}>
            {copy.systems.title}
          </Button>
        ) : at ? (
          <Button small onPress={() => focusPlace(at)}>
            {copy.workbench.goTo}
          </Button>
        ) : (
          <Button small onPress={() => void session.run()}>
            {copy.common.retry}
          </Button>
        )
      }
    />
  );
}
