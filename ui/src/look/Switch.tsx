import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Switch as AriaSwitch, Checkbox } from "react-aria-components";
import { cx } from "./cx";
import styles from "./Switch.module.css";

interface SwitchProps {
  children: ReactNode;
  isSelected: boolean;
  onChange(on: boolean): void;
  isDisabled?: boolean;
}

/** On or off, with its words. */
export function Switch({ children, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className={styles.switch ?? ""}>
      <span className={styles.track} aria-hidden />
      {children}
    </AriaSwitch>
  );
}

interface TickProps {
  label: string;
  hideLabel?: boolean;
  isSelected: boolean;
  onChange(on: boolean): void;
}

/** A tick box. */
export function Tick({ label, hideLabel, isSelected, onChange }: TickProps) {
  return (
    <Checkbox
      isSelected={isSelected}
      onChange={onChange}
      {...(hideLabel ? { "aria-label": label } : {})}
      className={cx(styles.tick, hideLabel && styles.alone)}
    >
      <span className={styles.box} aria-hidden>
        {isSelected && <Check size={14} strokeWidth={3} />}
      </span>
      {!hideLabel && label}
    </Checkbox>
  );
}
