import { Ellipsis, Trash2 } from "lucide-react";
import { type ClipboardEvent, useState } from "react";
import type { NameValue, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { cx } from "../../look/cx";
import { Input } from "../../look/Input";
import { ActionMenu } from "../../look/Menu";
import { Movable } from "../../look/Movable";
import { moveActions } from "../../look/moveActions";
import { Tick } from "../../look/Switch";
import { useStoreAsSecret } from "../systems/useSecrets";
import { TemplateField } from "../template/TemplateField";
import { useProblems } from "../workbench/context";
import { moveTo, removeAt, replaceAt } from "../workbench/lists";
import { ProblemList } from "../workbench/ProblemList";
import type { Insertable } from "../workbench/placeholders";
import { useMakeQuestion } from "../workbench/useQuestions";
import styles from "./Request.module.css";
import { newRow, rowsToText, textToRows } from "./steps";

const shownAtFirst = 30;

interface RowsProps {
  kind: "header" | "query" | "form" | "part";
  at: string;
  rows: readonly NameValue[];
  insertables: readonly Insertable[];
  system: System | undefined;
  onChange(rows: NameValue[], coalesce: string | null): void;
}

/** Headers, parameters or form fields: a row each, an empty one at the end, or all as text. */
export function Rows({ kind, at, rows, insertables, system, onChange }: RowsProps) {
  const [text, setText] = useState<string | null>(null);
  const [showsAll, setShowsAll] = useState(false);
  const words = copy.request;
  const shown = showsAll ? rows : rows.slice(0, shownAtFirst);
  const hidden = rows.length - shown.length;

  if (text !== null) {
    return (
      <div className={styles.rows}>
        <Input
          label={words.bulkHelp}
          mono
          rows={Math.min(16, Math.max(4, rows.length + 1))}
          value={text}
          onChange={(next) => {
            setText(next);
            onChange(textToRows(next, rows), `${at}:text`);
          }}
        />
        <div>
          <Button look="link" small onPress={() => setText(null)}>
            {words.bulkDone}
          </Button>
        </div>
      </div>
    );
  }

  return (
    <div className={styles.rows} data-at={at}>
      {[...shown, newRow()].map((row, index) => (
        <Row
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and typing in the empty one must keep it
          key={index}
          kind={kind}
          at={`${at}[${index}]`}
          row={row}
          number={index + 1}
          isNew={index === shown.length}
          count={rows.length}
          insertables={insertables}
          system={system}
          onChange={(next, key) =>
            onChange(
              index === shown.length
                ? [...rows.slice(0, index), next, ...rows.slice(index)]
                : replaceAt(rows, index, next),
              `${at}[${index}].${key}`,
            )
          }
          onPaste={(pasted) => onChange([...rows.slice(0, index), ...pasted, ...rows.slice(index + 1)], null)}
          onMove={(from, to) => onChange(moveTo(rows, from, to), null)}
          onRemove={() => onChange(removeAt(rows, index), null)}
        />
      ))}
      <div className={styles.rowTools}>
        {hidden > 0 && (
          <Button look="link" small onPress={() => setShowsAll(true)}>
            {words.showMore(hidden)}
          </Button>
        )}
        <Button look="link" small onPress={() => setText(rowsToText(rows))}>
          {words.bulk}
        </Button>
      </div>
    </div>
  );
}

interface RowProps {
  kind: "header" | "query" | "form" | "part";
  at: string;
  row: NameValue;
  number: number;
  isNew: boolean;
  /** How many rows there are. */
  count: number;
  insertables: readonly Insertable[];
  system: System | undefined;
  onChange(row: NameValue, key: string): void;
  onPaste(rows: NameValue[]): void;
  onMove(from: number, to: number): void;
  onRemove(): void;
}

function Row(props: RowProps) {
  const { kind, at, row, number, isNew, count, insertables, system, onChange, onPaste, onMove, onRemove } = props;
  const makeQuestion = useMakeQuestion();
  const storeSecret = useStoreAsSecret(system?.id);
  const problems = useProblems(at);
  const words = copy.request;
  const labels = words.rows[kind];

  function paste(event: ClipboardEvent) {
    const text = event.clipboardData.getData("text/plain");
    if (!/\S.*\n\s*\S/.test(text)) return;
    event.preventDefault();
    onPaste(textToRows(text));
  }

  const index = number - 1;
  return (
    <Movable
      className={cx(styles.row, row.disabled && styles.off)}
      data-at={at}
      list={at.replace(/\[\d+\]$/, "")}
      index={index}
      count={count}
      isFixed={isNew}
      onMove={onMove}
    >
      <div className={styles.rowLine}>
        {isNew ? (
          <span className={styles.noTick} />
        ) : (
          <Tick
            label={words.rowOn(row.name)}
            hideLabel
            isSelected={!row.disabled}
            onChange={(on) => onChange({ ...row, disabled: !on }, "disabled")}
          />
        )}
        <div className={styles.rowName} onPaste={paste}>
          <Input
            label={words.rowNumber(labels.name, number)}
            hideLabel
            mono
            placeholder={labels.name}
            value={row.name}
            onChange={(name) => onChange({ ...row, name }, "name")}
          />
        </div>
        <div className={styles.rowValue}>
          <TemplateField
            label={words.rowNumber(labels.value, number)}
            hideLabel
            value={row.value}
            placeholder={labels.value}
            insertables={insertables}
            onMakeQuestion={makeQuestion}
            onStoreSecret={storeSecret}
            onChange={(value) => onChange({ ...row, value }, "value")}
          />
        </div>
        <div className={styles.rowNote}>
          <Input
            label={words.rowNumber(labels.description, number)}
            hideLabel
            quiet
            placeholder={labels.description}
            value={row.description ?? ""}
            onChange={(description) => onChange({ ...row, description }, "description")}
          />
        </div>
        {isNew ? (
          <span className={styles.noTick} />
        ) : (
          <ActionMenu
            label={words.rowMenu(row.name)}
            actions={[
              ...moveActions(index, count, onMove),
              {
                id: "remove",
                text: copy.common.remove,
                icon: <Trash2 size={14} aria-hidden />,
                danger: true,
                run: onRemove,
              },
            ]}
          >
            <IconButton small label={words.rowMenu(row.name)}>
              <Ellipsis size={14} aria-hidden />
            </IconButton>
          </ActionMenu>
        )}
      </div>
      {!isNew && <ProblemList problems={problems} />}
    </Movable>
  );
}
