import { useState } from "react";
import type { Choice, SampleValue } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { Tick } from "../../look/Switch";
import styles from "./Sample.module.css";

const most = 60;

interface SampleValuesProps {
  values: readonly SampleValue[];
  total: number;
  onChoose(value: SampleValue, choice: Choice | null): void;
}

/** Every value once: where it stood, what it was, what is saved in its place. */
export function SampleValues({ values, total, onChoose }: SampleValuesProps) {
  const [showsAll, setShowsAll] = useState(false);
  const words = copy.sample;
  const shown = showsAll ? values : values.slice(0, most);
  return (
    <>
      <table className={styles.values} aria-label={words.values}>
        <thead>
          <tr>
            <th scope="col">{words.columns.where}</th>
            <th scope="col">{words.columns.before}</th>
            <th scope="col">{words.columns.after}</th>
            <th scope="col">{words.columns.keep}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((value) => (
            <ValueRow key={value.value} value={value} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
      {shown.length < values.length && (
        <Button small look="link" onPress={() => setShowsAll(true)}>
          {words.more(values.length - shown.length)}
        </Button>
      )}
      {values.length < total && <p className={common.quiet}>{words.unlisted(total - values.length)}</p>}
    </>
  );
}

interface ValueRowProps {
  value: SampleValue;
  onChoose(value: SampleValue, choice: Choice | null): void;
}

function ValueRow({ value, onChoose }: ValueRowProps) {
  const words = copy.sample;
  const isChosen = value.kept === "chosen";
  const isKept = value.kept !== null;
  return (
    <tr>
      <td>
        <span className={styles.path}>{value.path}</span>
        <span className={common.quiet}>{words.place(value.step, value.count)}</span>
      </td>
      <td>{value.before}</td>
      <td>
        {isKept ? (
          <span className={common.quiet}>{words.kept[value.kept ?? "chosen"]}</span>
        ) : (
          <StandIn key={value.after} value={value} onChoose={onChoose} />
        )}
      </td>
      <td>
        {(!isKept || isChosen) && (
          <Tick
            hideLabel
            label={words.keep(value.before)}
            isSelected={isChosen}
            onChange={(on) => onChoose(value, on ? { type: "keep" } : null)}
          />
        )}
        {isKept && !isChosen && (
          <Button
            small
            look="link"
            aria-label={words.replaceThis(value.before)}
            onPress={() => onChoose(value, { type: "stand_in", text: value.is_number ? "0" : words.something })}
          >
            {words.replace}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** The stand-in, which can be overwritten; an empty one means the one that was drawn. */
function StandIn({ value, onChoose }: ValueRowProps) {
  const [text, setText] = useState(value.after);
  function commit() {
    if (text === value.after) return;
    onChoose(value, text.trim() ? { type: "stand_in", text: text.trim() } : null);
  }
  return (
    <Input
      hideLabel
      quiet
      label={copy.sample.standIn(value.before)}
      value={text}
      onChange={setText}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    />
  );
}
