import type { ReactElement } from "react";
import { Tooltip, TooltipTrigger } from "react-aria-components";
import styles from "./Hint.module.css";

interface HintProps {
  text: string;
  children: ReactElement;
}

/** A line of help that appears on hover and on keyboard focus. The child must be a React Aria element. */
export function Hint({ text, children }: HintProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <Tooltip className={styles.hint ?? ""} offset={6}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
