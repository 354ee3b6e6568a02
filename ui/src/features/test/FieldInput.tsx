import type { Field } from "../../bridge/types";
import { copy } from "../../copy";
import { Input } from "../../look/Input";
import { Pick } from "../../look/Pick";

/** Questions to which people answer with several lines. */
const several = /(?:^|_)(?:body|comment|description|details|message|note|notes|reason|text)$/;

interface FieldInputProps {
  field: Field;
  label: string;
  value: string;
  error: string | undefined;
  onChange(text: string): void;
}

/** What a customer would say to one question. */
export function FieldInput({ field, label, value, error, onChange }: FieldInputProps) {
  const words = copy.test;
  if (field.type === "boolean" || field.type === "choice") {
    const options = field.type === "choice" ? (field.options ?? []) : ["true", "false"];
    const shown = (option: string) => (field.type === "choice" ? option : option === "true" ? words.yes : words.no);
    return (
      <Pick
        label={label}
        hideLabel={false}
        value={value || ""}
        choices={[{ id: "", text: words.notSaid }, ...options.map((option) => ({ id: option, text: shown(option) }))]}
        onChange={onChange}
      />
    );
  }
  return (
    <Input
      label={label}
      placeholder={field.example || field.description}
      type={field.sensitive ? "password" : "text"}
      value={value}
      error={error ?? null}
      {...(field.type === "string" && !field.sensitive && several.test(field.name) ? { rows: 2 } : {})}
      onChange={onChange}
    />
  );
}
