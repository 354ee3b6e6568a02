import { type PointerEvent, useState } from "react";
import { cx } from "./cx";
import styles from "./Divider.module.css";

interface DividerProps {
  label: string;
  value: number;
  min: number;
  max: number;
  /** 1: dragging towards the end makes the pane wider; -1: narrower. */
  direction: 1 | -1;
  onChange(value: number): void;
}

/** The border of the pane around it, to be dragged or moved with the arrow keys. */
export function Divider({ label, value, min, max, direction, onChange }: DividerProps) {
  const [from, setFrom] = useState<{ x: number; value: number } | null>(null);
  const clamp = (next: number) => Math.round(Math.min(max, Math.max(min, next)));

  function onPointerMove(event: PointerEvent) {
    if (from) onChange(clamp(from.value + (event.clientX - from.x) * direction));
  }

  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className={cx(styles.divider, direction === 1 ? styles.atEnd : styles.atStart, from && styles.dragged)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom({ x: event.clientX, value });
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setFrom(null)}
      onKeyDown={(event) => {
        const step = event.key === "ArrowRight" ? 16 : event.key === "ArrowLeft" ? -16 : 0;
        if (step === 0) return;
        event.preventDefault();
        onChange(clamp(value + step * direction));
      }}
    />
  );
}
