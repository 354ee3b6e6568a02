import type { ReactNode } from "react";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { cx } from "../../look/cx";
import { useProblemsExactly } from "./context";
import { ProblemList } from "./ProblemList";
import type { SectionId } from "./progress";
import styles from "./Workbench.module.css";

interface SectionProps {
  id: SectionId;
  title: string;
  lead: string;
  badge?: ReactNode;
  /** The place whose own problems stand under the heading. */
  at: string;
  children: ReactNode;
}

/** One of the five. */
export function Section({ id, title, lead, badge, at, children }: SectionProps) {
  const problems = useProblemsExactly(at);
  return (
    <section
      className={cx(common.card, styles.section)}
      id={`section-${id}`}
      aria-label={copy.workbench.sections[id]}
      data-at={at}
    >
      <header className={styles.sectionHead}>
        <h2>
          {title} {badge}
        </h2>
        <p>{lead}</p>
      </header>
      <ProblemList problems={problems} />
      {children}
    </section>
  );
}
