import { TriangleAlert } from "lucide-react";
import type { Problem } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { ProblemList } from "../workbench/ProblemList";
import styles from "./Answer.module.css";
import { nearPaths } from "./nearPaths";
import { useKnownPaths } from "./usePaths";

interface PathProblemsProps {
  path: string;
  /** The request whose answer the path leads into; the last one if left out. */
  step?: string | null | undefined;
  problems: readonly Problem[];
  onTake(path: string): void;
}

/**
 * What is wrong beside a path. If the answer does not have it, the nearest that it has are offered: one click takes
 * one. That stands in place of the same remark about the samples.
 */
export function PathProblems({ path, step, problems, onTake }: PathProblemsProps) {
  const { paths, complete } = useKnownPaths(step);
  const near = complete ? nearPaths(path, paths) : null;
  const words = copy.answer;
  if (near === null) return <ProblemList problems={problems} />;
  return (
    <>
      <div className={styles.near} role="status">
        <TriangleAlert size={14} aria-hidden />
        <span>{near.length > 0 ? words.notThere(path) : words.notThereAtAll(path)}</span>
        {near.map((one) => (
          <Button key={one} small aria-label={words.take(one)} onPress={() => onTake(one)}>
            <code>{one}</code>
          </Button>
        ))}
      </div>
      <ProblemList problems={problems.filter((problem) => problem.code !== "path_not_in_samples")} />
    </>
  );
}
