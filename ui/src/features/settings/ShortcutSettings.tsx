import { RotateCcw, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { tellFailure } from "../../app/notices";
import { changePreferences } from "../../app/queries";
import {
  allShortcuts,
  canBeShortcut,
  combination,
  combinationOf,
  conflicts,
  type ShortcutId,
  shortcuts,
  shown,
} from "../../app/shortcuts";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import common from "../../look/Common.module.css";
import styles from "./Settings.module.css";

type OwnKeys = Record<string, string>;

/** All shortcuts, each with its keys, which can be changed, switched off and given back. */
export function ShortcutSettings({ own }: { own: OwnKeys }) {
  const shared = conflicts(own);
  const words = copy.settings;

  function set(id: ShortcutId, keys: string | null) {
    const { [id]: _before, ...others } = own;
    const isFirst = keys === null || keys === shortcuts[id];
    changePreferences({ keys: isFirst ? others : { ...others, [id]: keys } })?.catch(tellFailure);
  }

  return (
    <>
      <p className={common.quiet}>{words.shortcutsHelp}</p>
      <ul className={styles.keyList} aria-label={words.shortcuts}>
        {allShortcuts.map((id) => (
          <li key={id} data-shortcut={id}>
            <span>{words.keys[id]}</span>
            <KeysButton id={id} keys={combinationOf(id, own)} onChange={(keys) => set(id, keys)} />
            {own[id] !== undefined && (
              <IconButton small label={words.keysReset(words.keys[id])} onPress={() => set(id, null)}>
                <RotateCcw size={13} aria-hidden />
              </IconButton>
            )}
            {shared.has(id) && (
              <span className={styles.conflict}>
                <TriangleAlert size={13} aria-hidden />
                {words.keysShared((shared.get(id) ?? []).map((other) => words.keys[other]).join(", "))}
              </span>
            )}
          </li>
        ))}
      </ul>
      {Object.keys(own).length > 0 && (
        <div>
          <Button look="link" onPress={() => changePreferences({ keys: {} })?.catch(tellFailure)}>
            {words.keysResetAll}
          </Button>
        </div>
      )}
    </>
  );
}

interface KeysButtonProps {
  id: ShortcutId;
  keys: string;
  onChange(keys: string): void;
}

/** Shows the keys; pressed, it listens for others. */
function KeysButton({ id, keys, onChange }: KeysButtonProps) {
  const [listens, setListens] = useState(false);
  const [isBare, setIsBare] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const words = copy.settings;

  function listen(event: KeyboardEvent) {
    if (!listens || event.key === "Tab") return;
    // Nothing else may act on these keys while they are chosen.
    event.preventDefault();
    event.stopPropagation();
    if (["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
    if (event.key === "Escape") return stop();
    if (event.key === "Backspace" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      onChange("");
      return stop();
    }
    const pressed = combination(event.nativeEvent);
    setIsBare(!canBeShortcut(pressed));
    if (!canBeShortcut(pressed)) return;
    onChange(pressed);
    stop();
  }

  function stop() {
    setListens(false);
    setIsBare(false);
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.keysButton}
        aria-label={listens ? `${words.keys[id]}: ${words.pressKeys}` : words.changeKeys(words.keys[id], shown(keys))}
        aria-pressed={listens}
        onClick={() => setListens(true)}
        onBlur={stop}
        onKeyDown={listen}
      >
        {listens ? words.pressKeys : shown(keys) || <span className={common.quiet}>{words.noKeys}</span>}
      </button>
      {listens && (
        <span className={styles.keysHelp} role="status">
          {isBare ? words.keysBare : words.pressKeysHelp}
        </span>
      )}
    </>
  );
}
