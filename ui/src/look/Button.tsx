import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import styles from "./Button.module.css";
import { cx } from "./cx";
import { Hint } from "./Hint";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  children: ReactNode;
  look?: "primary" | "plain" | "bare" | "link" | "danger";
  small?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with words on it. */
export function Button({ look = "plain", small = false, ...props }: ButtonProps) {
  return <AriaButton {...props} className={cx(styles.button, styles[look], small && styles.small)} />;
}

interface IconButtonProps extends Omit<ButtonProps, "aria-label"> {
  label: string;
  keys?: string | undefined;
}

/** A button with an icon alone. Its name is read aloud and shown as a hint. */
export function IconButton({ label, keys, look = "bare", small = false, ...props }: IconButtonProps) {
  return (
    <Hint text={keys ? `${label} (${keys})` : label}>
      <AriaButton
        {...props}
        aria-label={label}
        className={cx(styles.button, styles[look], styles.icon, small && styles.small)}
      />
    </Hint>
  );
}
