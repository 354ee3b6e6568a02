import { CircleAlert, TriangleAlert } from "lucide-react";
import { copy } from "../../copy";
import { cx } from "../../look/cx";
import { useDraft } from "./context";
import { focusPlace } from "./focus";
import styles from "./Problems.module.css";
import bench from "./Workbench.module.css";

/** Everything that is wrong, folded; a click goes to the place. */
export function ProblemSummary() {
  const problems = useDraft((draft) => draft.problems);
  if (problems.length === 0) return null;
  const errors = problems.filter((problem) => problem.severity === "error").length;
  return (
    <details className={bench.problems}>
      <summary className={errors > 0 ? styles.error : styles.warning}>
        {copy.workbench.problems(problems.length)}
      </summary>
      <ul className={styles.list}>
        {problems.map((problem) => {
          const Icon = problem.severity === "error" ? CircleAlert : TriangleAlert;
          return (
            <li key={`${problem.code}:${problem.at}`}>
              <button type="button" className={styles.jump} onClick={() => focusPlace(problem.at)}>
                <Icon
                  size={14}
                  className={cx(problem.severity === "error" ? styles.error : styles.warning)}
                  aria-label={copy.workbench.severity[problem.severity]}
                />
                <span>
                  {problem.message} <span className={styles.hint}>{problem.hint}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
