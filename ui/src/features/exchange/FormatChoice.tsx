import { Radio, RadioGroup } from "react-aria-components";
import { copy } from "../../copy";
import styles from "./FormatChoice.module.css";
import { type ExportFormat, exportFormats } from "./findings";

interface FormatChoiceProps {
  value: ExportFormat;
  onChange(format: ExportFormat): void;
}

/** What is saved: the bundle, or one of the descriptions of its tools, each with what it is for. */
export function FormatChoice({ value, onChange }: FormatChoiceProps) {
  const words = copy.exchange;
  return (
    <RadioGroup
      aria-label={words.format}
      className={styles.formats ?? ""}
      value={value}
      onChange={(chosen) => onChange(chosen as ExportFormat)}
    >
      {exportFormats.map((format) => (
        <Radio key={format} value={format} className={styles.format ?? ""}>
          <span className={styles.dot} aria-hidden />
          <span className={styles.words}>
            <strong>{words.formats[format]}</strong>
            <span>{words.formatHelp[format]}</span>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
