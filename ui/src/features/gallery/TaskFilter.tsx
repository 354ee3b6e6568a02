import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { Task } from "../../bridge/types";
import { copy } from "../../copy";
import styles from "./Gallery.module.css";

interface TaskFilterProps {
  tasks: readonly Task[];
  value: Task | null;
  onChange(task: Task | null): void;
}

const everything = "everything";

/** What a customer wants, one of a row. */
export function TaskFilter({ tasks, value, onChange }: TaskFilterProps) {
  const words = copy.gallery;
  return (
    <ToggleButtonGroup
      aria-label={words.task}
      className={styles.tasks ?? ""}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value ?? everything]}
      onSelectionChange={(keys) => onChange(tasks.find((task) => keys.has(task)) ?? null)}
    >
      <ToggleButton id={everything} className={styles.task ?? ""}>
        {words.allTasks}
      </ToggleButton>
      {tasks.map((task) => (
        <ToggleButton key={task} id={task} className={styles.task ?? ""}>
          {words.tasks[task]}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
