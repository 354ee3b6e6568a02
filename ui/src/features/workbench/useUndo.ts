import { tell, tellFailure } from "../../app/notices";
import { hasOwnUndo, useShortcut } from "../../app/shortcuts";
import { copy } from "../../copy";
import { lastDeleted } from "../library/deleted";

type Direction = "undo" | "redo";

interface Undoable {
  /** Gives back what was undone or done again, in words; `null`: there was nothing. */
  step(command: Direction): Promise<string | null>;
}

/** Undoes and does again by key what was changed in a store, and says what; gives back the same for buttons. */
export function useUndo(store: Undoable): (command: Direction) => void {
  async function step(command: Direction) {
    try {
      const label = await store.step(command);
      const words = copy.workbench;
      if (label) tell(command === "undo" ? words.undone(label) : words.redone(label));
      else tell(command === "undo" ? words.nothingToUndo : words.nothingToRedo);
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  useShortcut("undo", (event) => (hasOwnUndo(event) || lastDeleted() ? false : void step("undo")));
  useShortcut("redo", (event) => (hasOwnUndo(event) ? false : void step("redo")));
  return (command) => void step(command);
}
