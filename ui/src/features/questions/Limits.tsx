import { X } from "lucide-react";
import type { Field } from "../../bridge/types";
import { copy } from "../../copy";
import { IconButton } from "../../look/Button";
import { Input } from "../../look/Input";
import { Tick } from "../../look/Switch";
import styles from "./Questions.module.css";

interface LimitsProps {
  field: Field;
  onChange(key: string | null, part: Partial<Field>): void;
  onClose(): void;
}

const numbers = ["integer", "number"];
const days = ["date", "datetime"];
const texts = ["string", "email", "phone", "url"];

/** What a value must keep to, by the kind of question. */
export function Limits({ field, onChange, onClose }: LimitsProps) {
  const words = copy.questions;
  const count = (text: string) => (/^\d+$/.test(text) ? Number(text) : null);
  const isDay = days.includes(field.type);
  return (
    <fieldset className={styles.limits} aria-label={words.limitsOf(field.name)}>
      {field.type === "choice" && (
        <Input
          label={words.options}
          rows={4}
          value={(field.options ?? []).join("\n")}
          onChange={(text) => onChange("options", { options: text.split("\n").map((one) => one.trimStart()) })}
          onBlur={() =>
            onChange("options", { options: (field.options ?? []).map((one) => one.trim()).filter(Boolean) })
          }
        />
      )}
      {(numbers.includes(field.type) || isDay) && (
        <>
          <Input
            label={isDay ? words.earliest : words.min}
            value={field.min ?? ""}
            onChange={(text) => onChange("min", { min: text || null })}
          />
          <Input
            label={isDay ? words.latest : words.max}
            value={field.max ?? ""}
            onChange={(text) => onChange("max", { max: text || null })}
          />
        </>
      )}
      {texts.includes(field.type) && (
        <>
          <Input
            label={words.minLength}
            value={String(field.min_length ?? "")}
            onChange={(text) => onChange("min_length", { min_length: count(text) })}
          />
          <Input
            label={words.maxLength}
            value={String(field.max_length ?? "")}
            onChange={(text) => onChange("max_length", { max_length: count(text) })}
          />
          <Input
            label={words.pattern}
            mono
            value={field.pattern ?? ""}
            onChange={(text) => onChange("pattern", { pattern: text || null })}
          />
        </>
      )}
      <Tick
        label={words.sensitive}
        isSelected={Boolean(field.sensitive)}
        onChange={(sensitive) => onChange(null, { sensitive })}
      />
      <IconButton small label={copy.common.close} onPress={onClose}>
        <X size={14} aria-hidden />
      </IconButton>
    </fieldset>
  );
}
