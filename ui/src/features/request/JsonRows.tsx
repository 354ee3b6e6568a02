import { Ellipsis, Plus, Trash2 } from "lucide-react";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Input } from "../../look/Input";
import { ActionMenu } from "../../look/Menu";
import { Movable } from "../../look/Movable";
import { moveActions } from "../../look/moveActions";
import { Pick } from "../../look/Pick";
import { TemplateField } from "../template/TemplateField";
import { moveTo, removeAt, replaceAt } from "../workbench/lists";
import type { Insertable } from "../workbench/placeholders";
import { freeRowName, type JsonRow, withKind } from "./jsonRows";
import styles from "./Request.module.css";

interface JsonRowsProps {
  at: string;
  rows: readonly JsonRow[];
  insertables: readonly Insertable[];
  onMakeQuestion(name: string, example?: string): void;
  onStoreSecret(value: string): Promise<string | null>;
  onChange(rows: JsonRow[], coalesce: string | null): void;
}

/** What is sent as JSON, a row for each field: for whoever does not write braces. */
export function JsonRows({ at, rows, insertables, onMakeQuestion, onStoreSecret, onChange }: JsonRowsProps) {
  const words = copy.request;
  const move = (from: number, to: number) => onChange(moveTo(rows, from, to), null);

  return (
    <div className={styles.rows}>
      {rows.map((row, index) => (
        <Movable
          // biome-ignore lint/suspicious/noArrayIndexKey: a row's name is edited in place
          key={index}
          className={styles.row}
          list={`${at}.members`}
          index={index}
          count={rows.length}
          onMove={move}
        >
          <div className={styles.rowLine}>
            <div className={styles.rowName}>
              <Input
                label={words.rowNumber(words.rows.form.name, index + 1)}
                hideLabel
                mono
                value={row.name}
                onChange={(name) => {
                  const others = removeAt(rows, index);
                  onChange(replaceAt(rows, index, { ...row, name: freeRowName(name, others) }), `${at}.${index}.name`);
                }}
              />
            </div>
            <Pick
              label={words.jsonKindOf(row.name)}
              small
              value={row.kind}
              choices={[
                { id: "text", text: words.jsonKinds.text },
                { id: "raw", text: words.jsonKinds.raw, help: words.jsonRawHelp },
              ]}
              onChange={(kind) => onChange(replaceAt(rows, index, withKind(row, kind)), null)}
            />
            <div className={styles.rowValue}>
              <TemplateField
                label={words.rowNumber(words.rows.form.value, index + 1)}
                hideLabel
                value={row.value}
                insertables={insertables}
                onMakeQuestion={onMakeQuestion}
                onStoreSecret={onStoreSecret}
                onChange={(value) => onChange(replaceAt(rows, index, { ...row, value }), `${at}.${index}.value`)}
              />
            </div>
            <ActionMenu
              label={words.rowMenu(row.name)}
              actions={[
                ...moveActions(index, rows.length, move),
                {
                  id: "remove",
                  text: copy.common.remove,
                  icon: <Trash2 size={14} aria-hidden />,
                  danger: true,
                  run: () => onChange(removeAt(rows, index), null),
                },
              ]}
            >
              <IconButton small label={words.rowMenu(row.name)}>
                <Ellipsis size={14} aria-hidden />
              </IconButton>
            </ActionMenu>
          </div>
        </Movable>
      ))}
      <div>
        <Button
          look="link"
          small
          onPress={() => onChange([...rows, { name: freeRowName("field", rows), kind: "text", value: "" }], null)}
        >
          <Plus size={14} aria-hidden />
          {words.jsonAdd}
        </Button>
      </div>
    </div>
  );
}
