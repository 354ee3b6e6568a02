import { Check, Circle, CircleDashed, TriangleAlert } from "lucide-react";
import { copy } from "../../copy";
import { cx } from "../../look/cx";
import { useConnector, useDraft } from "./context";
import { sectionState, sections } from "./progress";
import styles from "./Workbench.module.css";

const icons = { done: Check, attention: TriangleAlert, open: CircleDashed, empty: Circle };

/** The five sections, how far each is, and the way to it. */
export function Progress() {
  const connector = useConnector();
  const problems = useDraft((draft) => draft.problems);
  return (
    <nav className={styles.progress} aria-label={copy.workbench.progress}>
      {sections.map((section) => {
        const state = sectionState(connector, problems, section);
        const Icon = icons[state];
        return (
          <button
            key={section}
            type="button"
            className={cx(styles.stage, styles[state])}
            onClick={() =>
              document.getElementById(`section-${section}`)?.scrollIntoView({ block: "start", behavior: "smooth" })
            }
          >
            <Icon size={14} aria-hidden />
            {copy.workbench.sections[section]}
            <span className="visually-hidden">, {copy.workbench.sectionStates[state]}</span>
          </button>
        );
      })}
    </nav>
  );
}
