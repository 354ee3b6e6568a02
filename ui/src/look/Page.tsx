import type { ReactNode } from "react";
import styles from "./Page.module.css";

interface PageProps {
  title?: string;
  lead?: string;
  children: ReactNode;
}

/** A page in the middle of the window, with its heading. */
export function Page({ title, lead, children }: PageProps) {
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        {title && <h1 className={styles.title}>{title}</h1>}
        {lead && <p className={styles.lead}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}
