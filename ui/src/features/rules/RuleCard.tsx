import { Ellipsis, Trash2 } from "lucide-react";
import { memo } from "react";
import type { Connector, Validation, ValidationType } from "../../bridge/types";
import { copy } from "../../copy";
import { IconButton } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { cx } from "../../look/cx";
import { Input } from "../../look/Input";
import { ActionMenu } from "../../look/Menu";
import { Movable } from "../../look/Movable";
import { moveActions } from "../../look/moveActions";
import { Pick } from "../../look/Pick";
import { PathProblems } from "../answer/PathProblems";
import { usePaths } from "../answer/usePaths";
import { constantOf, constantText } from "../request/steps";
import { useSession } from "../test/session";
import { useConnector, useDraftStore, useProblems } from "../workbench/context";
import { moveTo, removeAt, replaceAt } from "../workbench/lists";
import styles from "./Rules.module.css";
import { checking, compares, comparing, withType } from "./rules";

/** Stands for a fixed value where otherwise a question's name does. No name begins so. */
const constant = "=";

interface RuleCardProps {
  rule: Validation;
  index: number;
  count: number;
}

/** One rule, as a sentence whose words can be changed. */
export const RuleCard = memo(function RuleCard({ rule, index, count }: RuleCardProps) {
  const store = useDraftStore();
  const { fields, steps } = useConnector();
  const paths = usePaths(rule.step);
  const problems = useProblems(`validations[${index}]`);
  const state = useSession((session) => session.run?.trace.rules.find((one) => one.rule === index)?.state);
  const words = copy.rules;
  const isComparing = compares(rule.type);
  const isConstant = isComparing && !rule.input && rule.value !== null && rule.value !== undefined;

  function change(label: string, key: string | null, edit: (rule: Validation) => Validation) {
    store.changeConnector(label, key && `validations[${index}].${key}`, (connector) => {
      const before = connector.validations[index];
      return before ? { ...connector, validations: replaceAt(connector.validations, index, edit(before)) } : connector;
    });
  }

  function rules(label: string, edit: (connector: Connector) => Validation[]) {
    store.changeConnector(label, null, (connector) => ({ ...connector, validations: edit(connector) }));
  }

  function move(from: number, to: number) {
    rules(words.changes.move, (connector) => moveTo(connector.validations, from, to));
  }

  return (
    <Movable
      className={cx(styles.rule, state && styles[state])}
      data-at={`validations[${index}]`}
      list="validations"
      index={index}
      count={count}
      onMove={move}
    >
      <div className={styles.sentence}>
        {isComparing && (
          <Pick
            label={words.input}
            inline
            value={isConstant ? constant : (rule.input ?? null)}
            placeholder="…"
            choices={[
              ...fields.map((field) => ({
                id: field.name,
                text: field.name,
                mark: (
                  <Chip tone="customer" mono>
                    {field.name}
                  </Chip>
                ),
                help: field.description || undefined,
              })),
              { id: constant, text: words.inputConstant },
            ]}
            onChange={(id) =>
              change(words.changes.change, null, (one) =>
                id === constant
                  ? { ...one, input: null, value: one.value ?? "", type: "equals" }
                  : { ...one, input: id, value: null },
              )
            }
          />
        )}
        {isConstant && (
          <span className={styles.constant}>
            <Input
              label={words.constant}
              hideLabel
              value={constantText(rule.value)}
              onChange={(text) => change(words.changes.change, "value", (one) => ({ ...one, value: constantOf(text) }))}
            />
          </span>
        )}
        {isComparing && words.must}
        {isComparing && (
          <TypePick rule={rule} onChange={(type) => change(words.changes.change, null, (one) => withType(one, type))} />
        )}
        <span className={styles.path}>
          <Input
            label={words.path}
            hideLabel
            mono
            placeholder={words.pathPlaceholder}
            suggestions={paths}
            value={rule.compare_with}
            onChange={(compare_with) =>
              change(words.changes.change, "compare_with", (one) => ({ ...one, compare_with }))
            }
          />
        </span>
        {!isComparing && words.must}
        {!isComparing && (
          <TypePick rule={rule} onChange={(type) => change(words.changes.change, null, (one) => withType(one, type))} />
        )}
        {words.inTheAnswer}
        {steps.length > 1 && (
          <Pick
            label={words.step}
            inline
            value={rule.step ?? steps.at(-1)?.id ?? null}
            choices={steps.map((step, at) => ({
              id: step.id,
              text: words.ofStep(step.name || copy.request.unnamed(at + 1)),
            }))}
            onChange={(step) => change(words.changes.change, null, (one) => ({ ...one, step }))}
          />
        )}
        {rule.type === "last_digits" && (
          <span className={common.number}>
            <Input
              label={words.digits}
              hideLabel
              value={String(rule.digits ?? 4)}
              onChange={(text) =>
                change(words.changes.change, "digits", (one) => ({
                  ...one,
                  digits: /^\d+$/.test(text) ? Number(text) : 4,
                }))
              }
            />
          </span>
        )}
        <span className={styles.menu}>
          <ActionMenu
            label={words.menu(index + 1)}
            actions={[
              ...moveActions(index, count, move),
              {
                id: "remove",
                text: copy.common.remove,
                icon: <Trash2 size={14} aria-hidden />,
                danger: true,
                run: () => rules(words.changes.remove, (connector) => removeAt(connector.validations, index)),
              },
            ]}
          >
            <IconButton small label={words.menu(index + 1)}>
              <Ellipsis size={16} aria-hidden />
            </IconButton>
          </ActionMenu>
        </span>
      </div>
      <div className={styles.otherwise}>
        <span className={styles.quiet}>{words.otherwise}</span>
        <Input
          label={words.words}
          hideLabel
          quiet
          placeholder={words.wordsPlaceholder}
          value={rule.error ?? ""}
          onChange={(error) => change(words.changes.words, "error", (one) => ({ ...one, error }))}
        />
      </div>
      <PathProblems
        path={rule.type === "not_exists" ? "" : rule.compare_with}
        step={rule.step}
        problems={problems}
        onTake={(compare_with) => change(words.changes.change, null, (one) => ({ ...one, compare_with }))}
      />
    </Movable>
  );
});

function TypePick({ rule, onChange }: { rule: Validation; onChange(type: ValidationType): void }) {
  const words = copy.rules;
  return (
    <Pick
      label={words.type}
      inline
      value={rule.type}
      choices={[...comparing, ...checking].map((type) => ({ id: type, text: words.types[type] }))}
      onChange={onChange}
    />
  );
}
