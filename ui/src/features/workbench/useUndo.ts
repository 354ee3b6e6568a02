import { tellFailure } from "../../app/notices";
import { hasOwnUndo, useShortcut } from "../../app/shortcuts";
import type { Undone } from "../../bridge/types";
import { lastDeleted } from "../library/deleted";
import { type Direction, tellUndone } from "./tellUndone";

interface Undoable {
  /** Undoes or does again the newest change. */
  step(command: Direction): Promise<Undone>;
}

/** Undoes and does again by key what was changed in a store, and says what; gives back the same for buttons. */
export function useUndo(store: Undoable): (command: Direction) => void {
  async function step(command: Direction) {
    try {
      tellUndone(command, await store.step(command));
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  useShortcut("undo", (event) => (hasOwnUndo(event) || lastDeleted() ? false : void step("undo")));
  useShortcut("redo", (event) => (hasOwnUndo(event) ? false : void step("redo")));
  return (command) => void step(command);
}
