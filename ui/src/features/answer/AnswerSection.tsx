import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { tell } from "../../app/notices";
import type { AnswerField } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { cx } from "../../look/cx";
import { Input } from "../../look/Input";
import { NumberWord } from "../../look/NumberWord";
import { useSession } from "../test/session";
import { useConnector, useDraftStore, useProblems } from "../workbench/context";
import { removeAt, replaceAt } from "../workbench/lists";
import { Section } from "../workbench/Section";
import styles from "./Answer.module.css";
import { FieldEditor } from "./FieldEditor";
import { PathProblems } from "./PathProblems";
import { plainPath } from "./paths";
import { usePaths } from "./usePaths";

/** Kept of a list where the connector says nothing. */
const usualItems = 20;

/** The allowlist of what leaves. */
export function AnswerSection() {
  const { answer } = useConnector();
  const [editing, setEditing] = useState<number | null>(null);
  const words = copy.answer;
  const edited = editing === null ? undefined : answer.fields[editing];
  return (
    <Section id="answer" at="answer" title={words.title} lead={words.lead} badge={<SizeBadge />}>
      {answer.fields.length === 0 && <p className={styles.quiet}>{words.empty}</p>}
      <ul className={styles.fields}>
        {answer.fields.map((field, index) => (
          <FieldChip
            key={`${field.step ?? ""}:${field.path}`}
            field={field}
            index={index}
            isEdited={index === editing}
            onEdit={() => setEditing(index === editing ? null : index)}
            onRemoved={() => setEditing(null)}
          />
        ))}
      </ul>
      {edited && editing !== null && <FieldEditor field={edited} index={editing} onClose={() => setEditing(null)} />}
      <AddField />
      {answer.fields.some((field) => field.path.includes("[")) && <MostItems />}
    </Section>
  );
}

function SizeBadge() {
  const { answer } = useConnector();
  const run = useSession((session) => session.run);
  const step = answer.step;
  const words = copy.answer;
  const info = run?.answers.find((one) => one.step === step) ?? run?.answers.at(-1);
  if (run && info && run.outcome.kind === "answer") {
    const picked = run.trace.left.labels.length;
    return (
      <Chip tone="good">
        {words.count(picked, info.leaves)}, {words.tokens(run.tokens.count)}
      </Chip>
    );
  }
  return answer.fields.length > 0 ? <Chip tone="quiet">{words.picked(answer.fields.length)}</Chip> : null;
}

interface FieldChipProps {
  field: AnswerField;
  index: number;
  isEdited: boolean;
  onEdit(): void;
  onRemoved(): void;
}

function FieldChip({ field, index, isEdited, onEdit, onRemoved }: FieldChipProps) {
  const store = useDraftStore();
  const problems = useProblems(`answer.fields[${index}]`);
  const answerStep = useConnector().answer.step;
  const words = copy.answer;
  const wordCount = Object.keys(field.words ?? {}).length;
  return (
    <li className={styles.field} data-at={`answer.fields[${index}]`}>
      <span className={cx(styles.chip, isEdited && styles.edited)}>
        <AriaButton
          className={styles.path}
          aria-label={words.edit(field.path)}
          aria-expanded={isEdited}
          onPress={onEdit}
        >
          {field.path}
          {field.label && field.label !== plainPath(field.path) && (
            <span className={styles.label}>→ {field.label}</span>
          )}
          {wordCount > 0 && <span className={styles.label}>Aa</span>}
        </AriaButton>
        <IconButton
          small
          label={words.remove(field.path)}
          onPress={() => {
            onRemoved();
            store.changeConnector(words.changes.remove(field.path), null, (connector) => ({
              ...connector,
              answer: { ...connector.answer, fields: removeAt(connector.answer.fields, index) },
            }));
          }}
        >
          <X size={13} aria-hidden />
        </IconButton>
      </span>
      <PathProblems
        path={field.path}
        step={field.step ?? answerStep}
        problems={problems}
        onTake={(path) =>
          store.changeConnector(words.changes.change, null, (connector) => ({
            ...connector,
            answer: { ...connector.answer, fields: replaceAt(connector.answer.fields, index, { ...field, path }) },
          }))
        }
      />
    </li>
  );
}

/** How many items of a list leave. */
function MostItems() {
  const store = useDraftStore();
  const { answer } = useConnector();
  const words = copy.answer;
  return (
    <p className={common.quiet} data-at="answer.max_items">
      {words.maxItems}{" "}
      <NumberWord
        label={words.maxItems}
        value={answer.max_items ?? usualItems}
        min={1}
        max={1000}
        onChange={(max_items) =>
          store.changeConnector(words.changes.change, "answer.max_items", (one) => ({
            ...one,
            answer: { ...one.answer, max_items },
          }))
        }
      />
    </p>
  );
}

function AddField() {
  const store = useDraftStore();
  const { answer } = useConnector();
  const paths = usePaths(answer.step);
  const [path, setPath] = useState<string | null>(null);
  const words = copy.answer;

  function add() {
    const wanted = path?.trim();
    if (!wanted) return;
    setPath("");
    store.changeConnector(words.changes.add(wanted), null, (connector) =>
      connector.answer.fields.some((field) => field.path === wanted)
        ? connector
        : { ...connector, answer: { ...connector.answer, fields: [...connector.answer.fields, { path: wanted }] } },
    );
  }

  return (
    <div className={styles.add}>
      <Button look="link" onPress={() => pickFromAnswer()}>
        <Plus size={15} aria-hidden />
        {words.pick}
      </Button>
      {path === null ? (
        <Button look="link" onPress={() => setPath("")}>
          {words.addPath}
        </Button>
      ) : (
        <form
          className={styles.addForm}
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <Input
            label={words.path}
            hideLabel
            mono
            autoFocus
            placeholder="status"
            suggestions={paths.filter((one) => !answer.fields.some((field) => field.path === one))}
            value={path}
            onChange={setPath}
          />
          <Button type="submit" isDisabled={!path.trim()}>
            {copy.common.add}
          </Button>
        </form>
      )}
    </div>
  );
}

/** Sends the person to the answer of the last run, or to Run. */
function pickFromAnswer() {
  const tree = document.querySelector<HTMLElement>("[role=tree]");
  if (tree) tree.focus();
  else document.querySelector<HTMLElement>("[data-run]")?.focus();
  tell(copy.answer.pickHint);
}
