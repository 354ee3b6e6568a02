import type { OutcomeKind, TriedTemplate } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import { Notice } from "../../look/Notice";
import { iconOf, toneOf } from "../activity/outcomes";
import styles from "./Gallery.module.css";

interface TriedProps {
  tried: TriedTemplate;
  /** Nobody is verified, so nobody can fail to be. */
  isPublic: boolean;
  onYes(token: string): void;
}

const publicWords: Partial<Record<OutcomeKind, string>> = {
  answer: copy.test.answered,
  not_verified: copy.template.noAnswer,
};

/** How a try ended: the words for the bot, the values it gets, and what the owner is told. */
export function Tried({ tried, isPublic, onYes }: TriedProps) {
  const { outcome, tokens } = tried;
  const Icon = iconOf[outcome.kind];
  const words = copy.template;
  const { confirmation } = outcome;
  const data = Object.entries(outcome.data ?? {});
  return (
    <div className={styles.tried}>
      <div>
        <Chip tone={toneOf[outcome.kind]} icon={<Icon size={13} aria-hidden />}>
          {(isPublic && publicWords[outcome.kind]) || copy.common.outcomes[outcome.kind]}
        </Chip>
      </div>
      {confirmation ? (
        <>
          <Notice tone="warn" title={words.asked}>
            {confirmation.summary}
          </Notice>
          <div>
            <Button look="primary" onPress={() => onYes(confirmation.token)}>
              {words.yes}
            </Button>
          </div>
        </>
      ) : (
        outcome.message && (
          <p>
            <span className={styles.quiet}>{words.botSays}</span> “{outcome.message}”
          </p>
        )
      )}
      {data.length > 0 && (
        <>
          <p className={styles.quiet}>
            {words.botGets} ({copy.answer.tokens(tokens.count)})
          </p>
          <dl className={styles.data}>
            {data.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{asText(value)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {outcome.kind !== "answer" && outcome.owner.what && !confirmation && (
        <p className={styles.owner}>
          <strong>{words.forYou}:</strong> {outcome.owner.what} {outcome.owner.next}
        </p>
      )}
    </div>
  );
}

/** A value as a person reads it. */
function asText(value: unknown): string {
  if (value === null || value === undefined) return copy.template.nothing;
  if (Array.isArray(value)) return value.map(asText).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
