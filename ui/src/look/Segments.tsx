import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { cx } from "./cx";
import { Hint } from "./Hint";
import styles from "./Segments.module.css";

interface SegmentsProps<Id extends string> {
  label: string;
  value: Id;
  choices: readonly { id: Id; text: string; help: string; warn?: boolean }[];
  onChange(id: NoInfer<Id>): void;
}

/** A few choices side by side, one of them taken. */
export function Segments<Id extends string>({ label, value, choices, onChange }: SegmentsProps<Id>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={styles.segments ?? ""}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        if (key !== undefined) onChange(String(key) as Id);
      }}
    >
      {choices.map((choice) => (
        <Hint key={choice.id} text={choice.help}>
          <ToggleButton id={choice.id} className={cx(styles.segment, choice.warn && styles.warn)}>
            {choice.text}
          </ToggleButton>
        </Hint>
      ))}
    </ToggleButtonGroup>
  );
}
