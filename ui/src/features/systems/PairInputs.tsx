import { Plus, Trash2 } from "lucide-react";
import type { NameValue } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Input } from "../../look/Input";
import { TemplateField } from "../template/TemplateField";
import { removeAt, replaceAt } from "../workbench/lists";
import { ProblemList } from "../workbench/ProblemList";
import type { Insertable } from "../workbench/placeholders";
import { problemsOf, type SystemEditing } from "./editing";
import styles from "./Systems.module.css";

interface PairInputsProps {
  editing: SystemEditing;
  /** The place of the rows in the system, `headers`. */
  at: string;
  rows: readonly NameValue[];
  insertables: readonly Insertable[];
  words: { name: string; value: string; add: string; remove(name: string, number: number): string };
  onChange(coalesce: string | null, edit: (rows: readonly NameValue[]) => NameValue[]): void;
}

/** Names with values, one row each, and a way to add one. */
export function PairInputs({ editing, at, rows, insertables, words, onChange }: PairInputsProps) {
  return (
    <>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row's name is edited in place
        <div key={index}>
          <div className={styles.pair}>
            <Input
              label={copy.request.rowNumber(words.name, index + 1)}
              mono
              value={row.name}
              onChange={(name) => onChange(`${at}[${index}].name`, (all) => replaceAt(all, index, { ...row, name }))}
            />
            <TemplateField
              label={copy.request.rowNumber(words.value, index + 1)}
              at={`${editing.prefix}${at}[${index}].value`}
              value={row.value}
              insertables={insertables}
              onChange={(value) => onChange(`${at}[${index}].value`, (all) => replaceAt(all, index, { ...row, value }))}
            />
            <IconButton
              label={words.remove(row.name, index + 1)}
              onPress={() => onChange(null, (all) => removeAt(all, index))}
            >
              <Trash2 size={15} aria-hidden />
            </IconButton>
          </div>
          <ProblemList problems={problemsOf(editing, `${at}[${index}]`)} />
        </div>
      ))}
      <div>
        <Button look="link" onPress={() => onChange(null, (all) => [...all, { name: "", value: "" }])}>
          <Plus size={15} aria-hidden />
          {words.add}
        </Button>
      </div>
    </>
  );
}
