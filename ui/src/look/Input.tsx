import { type ReactNode, type Ref, useId } from "react";
import {
  Input as AriaInput,
  TextField as AriaTextField,
  FieldError,
  Label,
  Text,
  TextArea,
  type TextFieldProps,
} from "react-aria-components";
import { cx } from "./cx";
import styles from "./Input.module.css";

interface InputProps extends Omit<TextFieldProps, "className" | "children"> {
  label: string;
  /** The label is read aloud but not shown; the surroundings say it. */
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string | null | undefined;
  placeholder?: string | undefined;
  mono?: boolean;
  rows?: number;
  /** Looks like the text around it until it is used. */
  quiet?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  suggestions?: readonly string[];
  /** A button on the line of the input, above its help. */
  beside?: ReactNode;
}

/** A text input with its label, help and fault. */
export function Input({
  label,
  hideLabel = false,
  help,
  error,
  placeholder,
  mono,
  rows,
  quiet,
  inputRef,
  suggestions,
  beside,
  ...props
}: InputProps) {
  const listId = useId();
  const look = cx(styles.input, mono && styles.mono, quiet && styles.quiet);
  const input = rows ? (
    <TextArea className={look} rows={rows} placeholder={placeholder} />
  ) : (
    <AriaInput className={look} placeholder={placeholder} ref={inputRef} list={suggestions ? listId : undefined} />
  );
  return (
    <AriaTextField
      {...props}
      {...(hideLabel ? { "aria-label": label } : {})}
      isInvalid={Boolean(error)}
      className={styles.field ?? ""}
      autoComplete={props.autoComplete ?? "off"}
      spellCheck={props.spellCheck ?? "false"}
    >
      {!hideLabel && <Label className={styles.label ?? ""}>{label}</Label>}
      {beside ? (
        <div className={styles.line}>
          {input}
          {beside}
        </div>
      ) : (
        input
      )}
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {help && (
        <Text slot="description" className={styles.help ?? ""}>
          {help}
        </Text>
      )}
      <FieldError className={styles.error ?? ""}>{error}</FieldError>
    </AriaTextField>
  );
}
