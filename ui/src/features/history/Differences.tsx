import type { Difference } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import styles from "./History.module.css";

interface DifferencesProps {
  differences: readonly Difference[];
  /** No more than so many, with a word about the others. */
  most?: number;
  /** Under the names of the workbench’s sections. */
  inSections?: boolean;
}

/** What differs, as sentences. */
export function Differences({ differences, most = Number.POSITIVE_INFINITY, inSections = false }: DifferencesProps) {
  const words = copy.history;
  const shown = differences.slice(0, most);
  const sections = inSections ? [...new Set(shown.map((one) => one.section))] : [null];
  return (
    <>
      {sections.map((section) => (
        <div key={section}>
          {section && <h4 className={styles.section}>{words.sections[section]}</h4>}
          <ul className={styles.sentences}>
            {shown
              .filter((one) => section === null || one.section === section)
              .map((one) => (
                <li key={one.sentence}>{one.sentence}</li>
              ))}
          </ul>
        </div>
      ))}
      {differences.length > shown.length && (
        <p className={common.quiet}>{words.more(differences.length - shown.length)}</p>
      )}
    </>
  );
}
