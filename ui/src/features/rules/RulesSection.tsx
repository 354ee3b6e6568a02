import { Plus } from "lucide-react";
import type { AttemptLimits, Confirm, MatchRules } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { NumberWord } from "../../look/NumberWord";
import { Pick } from "../../look/Pick";
import { Switch } from "../../look/Switch";
import { writes } from "../request/steps";
import { useSession } from "../test/session";
import { useConnector, useDraftStore, useProblemsExactly } from "../workbench/context";
import { ProblemList } from "../workbench/ProblemList";
import { Section } from "../workbench/Section";
import { RuleCard } from "./RuleCard";
import styles from "./Rules.module.css";
import { comparisonFor } from "./rules";

const usual: AttemptLimits = { per_record: 5, window_minutes: 15, per_conversation: 10 };

/** What must hold before anything is answered. */
export function RulesSection() {
  const store = useDraftStore();
  const connector = useConnector();
  const publicProblems = useProblemsExactly("public");
  const words = copy.rules;
  const { validations, fields } = connector;
  const attempts = connector.attempts ?? usual;

  function add() {
    const field = fields.find((one) => !validations.some((rule) => rule.input === one.name)) ?? fields[0];
    store.changeConnector(words.changes.addPlain, null, (one) => ({
      ...one,
      validations: [
        ...one.validations,
        { input: field?.name ?? null, compare_with: "", type: comparisonFor(field), error: "" },
      ],
    }));
  }

  function changeAttempts(part: Partial<AttemptLimits>) {
    store.changeConnector(words.changes.attempts, "attempts", (one) => ({
      ...one,
      attempts: { ...attempts, ...part },
    }));
  }

  return (
    <Section
      id="rules"
      at="validations"
      title={words.title}
      lead={connector.match === "any" ? words.leadAny : words.lead}
      badge={<RulesBadge />}
    >
      {validations.length === 0 && !connector.public && <p className={styles.empty}>{words.empty}</p>}
      {validations.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no identity but its place
        <RuleCard key={index} rule={rule} index={index} count={validations.length} />
      ))}
      <div className={styles.foot}>
        <Button look="link" onPress={add}>
          <Plus size={15} aria-hidden />
          {words.add}
        </Button>
        {validations.length > 1 && (
          <Pick<MatchRules>
            label={words.matchLabel}
            small
            value={connector.match ?? "all"}
            choices={[
              { id: "all", text: words.matchAll },
              { id: "any", text: words.matchAny },
            ]}
            onChange={(match) => store.changeConnector(words.changes.match, null, (one) => ({ ...one, match }))}
          />
        )}
        {!connector.public && (
          <p className={common.quiet}>
            {words.attempts.after}{" "}
            <NumberWord
              label={words.attempts.tries}
              value={attempts.per_record}
              min={1}
              max={50}
              onChange={(per_record) => changeAttempts({ per_record })}
            />{" "}
            {words.attempts.triesText(attempts.per_record)}{" "}
            <NumberWord
              label={words.attempts.window}
              value={attempts.window_minutes}
              min={1}
              max={1440}
              onChange={(window_minutes) => changeAttempts({ window_minutes })}
            />{" "}
            {words.attempts.windowText(attempts.window_minutes)}
          </p>
        )}
      </div>
      <div data-at="public">
        <Switch
          isSelected={Boolean(connector.public)}
          onChange={(isPublic) =>
            store.changeConnector(words.changes.public, null, (one) => ({ ...one, public: isPublic }))
          }
        >
          {words.public}
        </Switch>
        <p className={styles.quiet}>{words.publicHelp}</p>
        <ProblemList problems={publicProblems} />
      </div>
      {writes(connector) && (
        <div className={styles.confirm} data-at="confirm">
          <span>{words.confirm}</span>
          <Pick<Confirm>
            label={words.confirm}
            inline
            value={connector.confirm ?? "writes"}
            choices={(["writes", "always", "never"] as const).map((id) => ({ id, text: words.confirms[id] }))}
            onChange={(confirm) => store.changeConnector(words.changes.confirm, null, (one) => ({ ...one, confirm }))}
          />
        </div>
      )}
    </Section>
  );
}

/** How the rules came out in the last run. */
function RulesBadge() {
  const rules = useSession((session) => session.run?.trace.rules);
  if (!rules || rules.length === 0) return null;
  if (rules.some((rule) => rule.state === "failed")) return <Chip tone="bad">{copy.rules.fails}</Chip>;
  return rules.every((rule) => rule.state === "held") ? <Chip tone="good">{copy.rules.passes}</Chip> : null;
}
