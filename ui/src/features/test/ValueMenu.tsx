import { type RefObject, useRef, useState } from "react";
import { tell, tellFailure } from "../../app/notices";
import { call } from "../../bridge/call";
import type { AnswerRow, Connector, ValidationType } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Input } from "../../look/Input";
import { type Action, PlacedMenu } from "../../look/Menu";
import { Pick } from "../../look/Pick";
import { meansRow, usesOf } from "../answer/paths";
import { comparing, comparisonFor } from "../rules/rules";
import { useConnector, useDraftStore } from "../workbench/context";
import { freeName, toName } from "../workbench/names";
import styles from "./Answer.module.css";
import { saveValue } from "./saveAnswer";
import { WholeValue } from "./WholeValue";

interface ValueMenuProps {
  row: AnswerRow;
  place: { run_id: string; step: string };
  at: RefObject<HTMLDivElement | null>;
  onClose(): void;
}

/** What can be done with a value of the answer: here the connector is put together. */
export function ValueMenu({ row, place, at, onClose }: ValueMenuProps) {
  const store = useDraftStore();
  const connector = useConnector();
  const [dialog, setDialog] = useState<"compare" | "keep" | "whole" | null>(null);
  // The menu closes itself after an action; a dialog may come after it.
  const goesOn = useRef(false);
  const stepIndex = connector.steps.findIndex((step) => step.id === place.step);
  const uses = usesOf(connector, connector.steps[stepIndex], row);
  const isScalar = row.kind !== "object" && row.kind !== "array";
  const isNamable = !row.path.endsWith("…");
  const isUsable = isScalar && isNamable;
  const isLast = stepIndex === connector.steps.length - 1;
  const stepOf = isLast ? null : place.step;
  const words = copy.test;

  function letSee(path: string) {
    store.changeConnector(copy.answer.changes.add(path), null, (one) => ({
      ...one,
      answer: { ...one.answer, fields: [...one.answer.fields, { path, step: answerStep(one, place.step) }] },
    }));
  }

  function hide() {
    store.changeConnector(copy.answer.changes.remove(row.path), null, (one) => ({
      ...one,
      answer: { ...one.answer, fields: one.answer.fields.filter((field) => !meansRow(field.path, row)) },
    }));
  }

  function open(next: "compare" | "keep" | "whole") {
    goesOn.current = true;
    setDialog(next);
  }

  async function copyValue() {
    try {
      const { text, complete } = await call("answer_value", { ...place, node: row.node });
      // Half a value on the clipboard would be taken for the whole.
      if (!complete) return tell(words.tooLongToCopy);
      await navigator.clipboard.writeText(text);
      tell(copy.common.copied);
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  const actions: Action[] = [];
  if (isUsable) actions.push({ id: "compare", text: words.compare, run: () => open("compare") });
  if (uses.sees) actions.push({ id: "hide", text: words.hide, run: hide });
  else if (isUsable && row.pattern !== row.path) {
    actions.push({ id: "see_all", text: words.seeAll, help: row.pattern, run: () => letSee(row.pattern) });
    actions.push({ id: "see", text: words.see, help: row.path, run: () => letSee(row.path) });
  } else if (isUsable) actions.push({ id: "see", text: words.see, run: () => letSee(row.path) });
  if (isUsable) actions.push({ id: "keep", text: words.keep, run: () => open("keep") });
  if (isNamable) {
    actions.push({
      id: "copy_path",
      text: words.copyPath,
      run: () => void navigator.clipboard.writeText(row.path).then(() => tell(words.copied(row.path)), tellFailure),
    });
  }
  actions.push({ id: "copy_value", text: words.copyValue, run: () => void copyValue() });
  if (row.cut !== null) {
    actions.push({ id: "whole", text: words.openValue, run: () => open("whole") });
    actions.push({ id: "save", text: words.saveValue, run: () => void saveValue({ ...place, node: row.node }) });
  }

  if (dialog === "compare") return <CompareDialog row={row} step={stepOf} onClose={onClose} />;
  if (dialog === "whole") return <WholeValue row={row} place={place} onClose={onClose} />;
  if (dialog === "keep") return <KeepDialog row={row} stepIndex={stepIndex} onClose={onClose} />;
  return (
    <PlacedMenu
      label={words.valueMenu}
      header={
        <span className={styles.menuHead}>
          <Chip tone="api" mono>
            {row.path}
          </Chip>
          {isNamable ? words.kinds[row.kind] : words.pathTooLong}
        </span>
      }
      actions={actions}
      at={at}
      isOpen
      onClose={() => !goesOn.current && onClose()}
    />
  );
}

/** The step to write beside a path: none if it is the one that the answer reads anyway. */
function answerStep(connector: Connector, stepId: string): string | null {
  return (connector.answer.step ?? connector.steps.at(-1)?.id) === stepId ? null : stepId;
}

function CompareDialog({ row, step, onClose }: { row: AnswerRow; step: string | null; onClose(): void }) {
  const store = useDraftStore();
  const { fields } = useConnector();
  const likely = fields.find((field) => row.path.toLowerCase().endsWith(field.name)) ?? fields[0];
  const [input, setInput] = useState(likely?.name ?? "");
  const [type, setType] = useState<ValidationType>(() => comparisonFor(likely));
  const [error, setError] = useState("");
  const words = copy.test;

  function add() {
    store.changeConnector(copy.rules.changes.add(input), null, (connector) => ({
      ...connector,
      validations: [...connector.validations, { input, compare_with: row.path, step, type, error: error.trim() }],
    }));
    onClose();
  }

  return (
    <Dialog
      title={words.compareTitle}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{copy.common.cancel}</Button>
          <Button look="primary" isDisabled={!input} onPress={add}>
            {words.compareAdd}
          </Button>
        </>
      }
    >
      {fields.length === 0 ? (
        <p>{words.compareNoQuestion}</p>
      ) : (
        <div className={common.stack}>
          <p className={styles.sentence}>
            <Pick
              label={words.compareQuestion}
              inline
              value={input}
              choices={fields.map((field) => ({
                id: field.name,
                text: field.name,
                mark: (
                  <Chip tone="customer" mono>
                    {field.name}
                  </Chip>
                ),
              }))}
              onChange={(name) => {
                setInput(name);
                setType(comparisonFor(fields.find((field) => field.name === name)));
              }}
            />
            {copy.rules.must}
            <Pick
              label={words.compareHow}
              inline
              value={type}
              choices={comparing.map((id) => ({ id, text: copy.rules.types[id] }))}
              onChange={setType}
            />
            <Chip tone="api" mono>
              {row.path}
            </Chip>
          </p>
          <Input
            label={words.compareWords}
            placeholder={copy.rules.wordsPlaceholder}
            rows={2}
            value={error}
            onChange={setError}
            autoFocus
          />
        </div>
      )}
    </Dialog>
  );
}

function KeepDialog({ row, stepIndex, onClose }: { row: AnswerRow; stepIndex: number; onClose(): void }) {
  const store = useDraftStore();
  const step = useConnector().steps[stepIndex];
  const [name, setName] = useState(() => freeName(row.key, step?.extract.map((kept) => kept.name) ?? []));
  const words = copy.test;

  function keep() {
    store.changeConnector(copy.request.changes.keep, null, (connector) => ({
      ...connector,
      steps: connector.steps.map((one, at) =>
        at === stepIndex
          ? { ...one, extract: [...one.extract, { name: toName(name) || "value", path: row.path }] }
          : one,
      ),
    }));
    onClose();
  }

  return (
    <Dialog
      title={words.keepTitle}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{copy.common.cancel}</Button>
          <Button look="primary" onPress={keep}>
            {words.keepAdd}
          </Button>
        </>
      }
    >
      <Input
        label={words.keepName}
        mono
        value={name}
        onChange={(text) => setName(toName(text))}
        autoFocus
        help={`{${step?.id}.${name}}`}
      />
    </Dialog>
  );
}
