import { keysOf, type ShortcutId } from "../../app/shortcuts";
import { copy } from "../../copy";
import styles from "./Settings.module.css";

interface ShortcutListProps {
  only: readonly ShortcutId[];
}

/** A few keyboard shortcuts as this computer's keyboards have them, for a pane that is still empty. */
export function ShortcutList({ only }: ShortcutListProps) {
  return (
    <dl className={styles.shortcuts}>
      {only.filter(keysOf).map((id) => (
        <div key={id}>
          <dt>{copy.settings.keys[id]}</dt>
          <dd>
            <kbd className={styles.keys}>{keysOf(id)}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  );
}
