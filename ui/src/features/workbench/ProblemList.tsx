import { CircleAlert, TriangleAlert } from "lucide-react";
import { useContext } from "react";
import type { Problem } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { cx } from "../../look/cx";
import { DraftContext } from "./context";
import styles from "./Problems.module.css";

interface ProblemListProps {
  problems: readonly Problem[];
  id?: string;
}

/** What is wrong, right beside the thing it is about. */
export function ProblemList({ problems, id }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <ul className={styles.list} id={id}>
      {problems.map((problem) => (
        <ProblemLine key={`${problem.code}:${problem.at}`} problem={problem} />
      ))}
    </ul>
  );
}

function ProblemLine({ problem }: { problem: Problem }) {
  // On the page of a system there is no connector that could accept a remark.
  const store = useContext(DraftContext);
  const isError = problem.severity === "error";
  const Icon = isError ? CircleAlert : TriangleAlert;

  function accept() {
    store?.changeConnector(copy.workbench.accepted, null, (connector) => ({
      ...connector,
      accepted: [...(connector.accepted ?? []), `${problem.code}:${problem.at}`],
    }));
  }

  return (
    <li className={cx(styles.problem, isError ? styles.error : styles.warning)}>
      <Icon size={14} aria-label={copy.workbench.severity[problem.severity]} />
      <span>
        {problem.message} <span className={styles.hint}>{problem.hint}</span>
      </span>
      {store && problem.code === "secret_in_address" && (
        <Button look="link" small onPress={accept}>
          {copy.workbench.accept}
        </Button>
      )}
    </li>
  );
}
