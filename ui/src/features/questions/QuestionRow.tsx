import { Ellipsis, SlidersHorizontal, Trash2 } from "lucide-react";
import { memo, useState } from "react";
import type { Connector, Field, FieldType } from "../../bridge/types";
import { copy } from "../../copy";
import { IconButton } from "../../look/Button";
import { Input } from "../../look/Input";
import { ActionMenu } from "../../look/Menu";
import { Movable } from "../../look/Movable";
import { moveActions } from "../../look/moveActions";
import { Pick } from "../../look/Pick";
import { Tick } from "../../look/Switch";
import { useDraftStore, useProblems } from "../workbench/context";
import { moveTo, removeAt, replaceAt } from "../workbench/lists";
import { ProblemList } from "../workbench/ProblemList";
import { Limits } from "./Limits";
import { NameInput } from "./NameInput";
import styles from "./Questions.module.css";

const kinds = Object.keys(copy.questions.kinds) as FieldType[];

interface QuestionRowProps {
  field: Field;
  index: number;
  count: number;
}

/** One question. */
export const QuestionRow = memo(function QuestionRow({ field, index, count }: QuestionRowProps) {
  const store = useDraftStore();
  const problems = useProblems(`fields[${index}]`);
  const [showsLimits, setShowsLimits] = useState(field.type === "choice");
  const words = copy.questions;

  function change(label: string, key: string | null, part: Partial<Field>) {
    store.changeConnector(label, key && `fields[${index}].${key}`, (connector) => {
      const before = connector.fields[index];
      return before ? { ...connector, fields: replaceAt(connector.fields, index, { ...before, ...part }) } : connector;
    });
  }

  function fields(label: string, edit: (connector: Connector) => Field[]) {
    store.changeConnector(label, null, (connector) => ({ ...connector, fields: edit(connector) }));
  }

  function move(from: number, to: number) {
    fields(words.changes.move, (connector) => moveTo(connector.fields, from, to));
  }

  function menu() {
    return [
      {
        id: "limits",
        text: words.limits,
        icon: <SlidersHorizontal size={14} aria-hidden />,
        run: () => setShowsLimits(true),
      },
      ...moveActions(index, count, move),
      {
        id: "remove",
        text: copy.common.remove,
        icon: <Trash2 size={14} aria-hidden />,
        danger: true,
        run: () => fields(words.changes.remove(field.name), (connector) => removeAt(connector.fields, index)),
      },
    ];
  }

  return (
    <Movable
      role="rowgroup"
      className={styles.group}
      data-at={`fields[${index}]`}
      list="fields"
      index={index}
      count={count}
      onMove={move}
    >
      <div className={styles.row} role="row">
        <span role="cell">
          <NameInput field={field} index={index} />
        </span>
        <span role="cell">
          <Pick
            label={words.of(words.columns.kind, field.name)}
            className={styles.kind}
            inline
            value={field.type}
            choices={kinds.map((kind) => ({ id: kind, text: words.kinds[kind] }))}
            onChange={(type) => {
              change(words.changes.kind, null, { type });
              if (type === "choice") setShowsLimits(true);
            }}
          />
        </span>
        <span role="cell">
          <Input
            label={words.of(words.columns.description, field.name)}
            hideLabel
            quiet
            placeholder={words.descriptionPlaceholder}
            value={field.description}
            onChange={(description) => change(words.changes.description, "description", { description })}
          />
        </span>
        <span role="cell">
          <Input
            label={words.of(words.columns.example, field.name)}
            hideLabel
            quiet
            placeholder="…"
            value={field.example ?? ""}
            onChange={(example) => change(words.changes.example, "example", { example })}
          />
        </span>
        <span role="cell">
          <Tick
            label={words.of(words.columns.required, field.name)}
            hideLabel
            isSelected={field.required}
            onChange={(required) => change(words.changes.required, null, { required })}
          />
        </span>
        <span role="cell">
          <ActionMenu label={words.menu(field.name)} actions={menu()}>
            <IconButton small label={words.menu(field.name)}>
              <Ellipsis size={16} aria-hidden />
            </IconButton>
          </ActionMenu>
        </span>
      </div>
      {showsLimits && (
        <Limits
          field={field}
          onChange={(key, part) => change(words.changes.limits, key, part)}
          onClose={() => setShowsLimits(false)}
        />
      )}
      <ProblemList problems={problems} />
    </Movable>
  );
});
