import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";
import styles from "./Notice.module.css";

interface NoticeProps {
  tone: "good" | "warn" | "bad" | "info";
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}

const icons = { good: CircleCheck, warn: TriangleAlert, bad: CircleAlert, info: Info };

/** What happened, and what to do now, beside the thing it is about. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={cx(styles.notice, styles[tone])}>
      <Icon size={16} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <div className={styles.title}>{title}</div>
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
