import type { ReactNode } from "react";
import styles from "./Chip.module.css";
import { cx } from "./cx";

export type Tone = "customer" | "api" | "secret" | "setting" | "good" | "warn" | "bad" | "quiet";

interface ChipProps {
  tone: Tone;
  children: ReactNode;
  icon?: ReactNode;
  mono?: boolean;
  title?: string;
}

/** A short mark. Its colour says where a value comes from or how things stand; its words say so too. */
export function Chip({ tone, children, icon, mono, title }: ChipProps) {
  return (
    <span className={cx(styles.chip, styles[tone], mono && styles.mono)} title={title}>
      {icon}
      {children}
    </span>
  );
}
