import { useState } from "react";
import common from "./Common.module.css";
import { Input } from "./Input";

interface NumberWordProps {
  label: string;
  value: number;
  min: number;
  max: number;
  onChange(value: number): void;
}

/** A number inside a sentence. What is no number in the range is not taken over. */
export function NumberWord({ label, value, min, max, onChange }: NumberWordProps) {
  const [text, setText] = useState<string | null>(null);
  return (
    <span className={common.number}>
      <Input
        label={label}
        hideLabel
        quiet
        inputMode="numeric"
        value={text ?? String(value)}
        onChange={(next) => {
          setText(next);
          const number = Number(next);
          if (/^\d+$/.test(next) && number >= min && number <= max) onChange(number);
        }}
        onBlur={() => setText(null)}
      />
    </span>
  );
}
