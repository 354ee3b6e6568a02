import { Plus, Trash2 } from "lucide-react";
import { useMemo } from "react";
import type { NameValue, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Input } from "../../look/Input";
import { TemplateField } from "../template/TemplateField";
import { removeAt, replaceAt } from "../workbench/lists";
import { ProblemList } from "../workbench/ProblemList";
import { problemsOf, useSystemEditing } from "./editing";
import { settingsAndSecretsOf } from "./insertables";
import styles from "./Systems.module.css";

/** Headers that every request to a system carries. */
export function HeaderInputs({ system }: { system: System }) {
  const editing = useSystemEditing(system);
  const { settings, secrets, headers = [] } = system;
  const known = useMemo(() => settingsAndSecretsOf(settings, secrets), [settings, secrets]);
  const words = copy.systems;
  const rowWords = copy.request.rows.header;

  function change(coalesce: string | null, edit: (rows: readonly NameValue[]) => NameValue[]) {
    editing.change(words.changes.headers, coalesce, (one) => ({ ...one, headers: edit(one.headers ?? []) }));
  }

  return (
    <div className={styles.stack} data-at={`${editing.prefix}headers`}>
      {headers.length === 0 && <p className={styles.quiet}>{words.noHeaders}</p>}
      {headers.map((header, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a header's name is edited in place
        <div key={at}>
          <div className={styles.pair}>
            <Input
              label={copy.request.rowNumber(rowWords.name, at + 1)}
              mono
              value={header.name}
              onChange={(name) => change(`headers[${at}].name`, (rows) => replaceAt(rows, at, { ...header, name }))}
            />
            <TemplateField
              label={copy.request.rowNumber(rowWords.value, at + 1)}
              at={`${editing.prefix}headers[${at}].value`}
              value={header.value}
              insertables={known}
              onChange={(value) => change(`headers[${at}].value`, (rows) => replaceAt(rows, at, { ...header, value }))}
            />
            <IconButton
              label={words.removeHeader(header.name, at + 1)}
              onPress={() => change(null, (rows) => removeAt(rows, at))}
            >
              <Trash2 size={15} aria-hidden />
            </IconButton>
          </div>
          <ProblemList problems={problemsOf(editing, `headers[${at}]`)} />
        </div>
      ))}
      <div>
        <Button look="link" onPress={() => change(null, (rows) => [...rows, { name: "", value: "" }])}>
          <Plus size={15} aria-hidden />
          {words.addHeader}
        </Button>
      </div>
    </div>
  );
}
