import { useState } from "react";
import type { Connector, Field } from "../../bridge/types";
import { copy } from "../../copy";
import { Input } from "../../look/Input";
import { useDraftStore } from "../workbench/context";
import { replaceAt } from "../workbench/lists";
import { freeName } from "../workbench/names";
import { renameReference } from "../workbench/placeholders";
import { guessKind } from "../workbench/useQuestions";
import styles from "./Questions.module.css";

/** Gives a question another name, with every chip, rule and test that names it. */
export function renameField(connector: Connector, index: number, name: string): Connector {
  const field = connector.fields[index];
  if (!field || field.name === name) return connector;
  const from = field.name;
  return {
    ...connector,
    fields: replaceAt(connector.fields, index, { ...field, name, type: kindAfter(field, name) }),
    steps: renameReference(connector.steps, from, name),
    validations: connector.validations.map((rule) => (rule.input === from ? { ...rule, input: name } : rule)),
    tests: (connector.tests ?? []).map((test) => ({ ...test, inputs: renameKey(test.inputs, from, name) })),
    samples: (connector.samples ?? []).map((sample) => ({ ...sample, when: renameKey(sample.when ?? {}, from, name) })),
  };
}

/** A question that is still plain text takes the kind that its new name suggests. */
function kindAfter(field: Field, name: string): Field["type"] {
  return field.type === "string" ? guessKind(name, field.example ?? "") : field.type;
}

function renameKey<Value>(record: Record<string, Value>, from: string, to: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key === from ? to : key, value]));
}

/** The name as a chip that can be typed in. It takes effect when the input is left, so that no half name spreads. */
export function NameInput({ field, index }: { field: Field; index: number }) {
  const store = useDraftStore();
  const [text, setText] = useState<string | null>(null);

  function commit() {
    if (text === null) return;
    setText(null);
    if (text.trim() === "" || text === field.name) return;
    store.changeConnector(copy.questions.changes.rename, null, (connector) => {
      const taken = connector.fields.filter((_, at) => at !== index).map((one) => one.name);
      return renameField(connector, index, freeName(text, taken));
    });
  }

  return (
    <div className={styles.name}>
      <Input
        label={copy.questions.of(copy.questions.columns.name, field.name)}
        hideLabel
        quiet
        mono
        value={text ?? field.name}
        onChange={setText}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
      />
    </div>
  );
}
