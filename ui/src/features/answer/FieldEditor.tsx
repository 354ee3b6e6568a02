import { useState } from "react";
import type { AnswerField, Format } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Input } from "../../look/Input";
import { Pick } from "../../look/Pick";
import { useDraftStore } from "../workbench/context";
import { replaceAt } from "../workbench/lists";
import styles from "./Answer.module.css";
import { labelOf } from "./paths";

type FormatId = Format["type"] | "none";
const formats: readonly FormatId[] = [
  "none",
  "date",
  "datetime",
  "money_minor",
  "unix_seconds",
  "unix_milliseconds",
  "number",
];

/** `processing = being prepared`, one a line. */
export function wordsToText(words: AnswerField["words"]): string {
  return Object.entries(words ?? {})
    .map(([code, word]) => `${code} = ${word}`)
    .join("\n");
}

export function textToWords(text: string): Record<string, string> {
  const pairs = text.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    const code = line.slice(0, at).trim();
    return at > 0 && code ? [[code, line.slice(at + 1).trim()] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function formatOf(id: FormatId): Format | null {
  if (id === "none") return null;
  if (id === "money_minor") return { type: id, currency: "" };
  if (id === "number") return { type: id, decimals: 2 };
  return { type: id };
}

interface FieldEditorProps {
  field: AnswerField;
  index: number;
  onClose(): void;
}

/** What one value is called, and how it is said. */
export function FieldEditor({ field, index, onClose }: FieldEditorProps) {
  const store = useDraftStore();
  const [wordsText, setWordsText] = useState(() => wordsToText(field.words));
  const words = copy.answer;
  const format = field.format ?? null;

  function change(key: string | null, part: Partial<AnswerField>) {
    store.changeConnector(words.changes.change, key && `answer.fields[${index}].${key}`, (connector) => {
      const before = connector.answer.fields[index];
      if (!before) return connector;
      const fields = replaceAt(connector.answer.fields, index, { ...before, ...part });
      return { ...connector, answer: { ...connector.answer, fields } };
    });
  }

  return (
    <div className={styles.editor}>
      <div className={styles.pair}>
        <Input label={words.path} mono value={field.path} onChange={(path) => change("path", { path })} />
        <Input
          label={words.label}
          placeholder={labelOf(field.path)}
          help={words.labelHelp}
          value={field.label ?? ""}
          onChange={(label) => change("label", { label })}
        />
      </div>
      <div className={styles.pair}>
        <Input
          label={words.words}
          help={words.wordsHelp}
          rows={3}
          value={wordsText}
          onChange={(text) => {
            setWordsText(text);
            change("words", { words: textToWords(text) });
          }}
        />
        <div className={styles.stack}>
          <Pick
            label={words.format}
            hideLabel={false}
            value={format?.type ?? "none"}
            choices={formats.map((id) => ({ id, text: words.formats[id] }))}
            onChange={(id) => change(null, { format: formatOf(id) })}
          />
          {format?.type === "money_minor" && (
            <Input
              label={words.currency}
              placeholder="EUR"
              value={format.currency ?? ""}
              onChange={(currency) => change("currency", { format: { ...format, currency } })}
            />
          )}
          {format?.type === "number" && (
            <Input
              label={words.decimals}
              value={String(format.decimals)}
              onChange={(text) =>
                /^\d$/.test(text) && change("decimals", { format: { ...format, decimals: Number(text) } })
              }
            />
          )}
        </div>
      </div>
      <div>
        <Button small onPress={onClose}>
          {copy.common.done}
        </Button>
      </div>
    </div>
  );
}
