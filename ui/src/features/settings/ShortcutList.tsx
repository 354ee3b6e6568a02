import { keysOf, type ShortcutId, shortcuts } from "../../app/shortcuts";
import { copy } from "../../copy";
import styles from "./Settings.module.css";

const all = Object.keys(shortcuts) as ShortcutId[];

interface ShortcutListProps {
  /** A few of them, for a pane that is still empty. */
  only?: readonly ShortcutId[];
}

/** Keyboard shortcuts as this computer's keyboards have them. */
export function ShortcutList({ only = all }: ShortcutListProps) {
  return (
    <dl className={styles.shortcuts}>
      {only.map((id) => (
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
