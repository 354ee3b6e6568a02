import { hasOwnUndo, useShortcut } from "../../app/shortcuts";
import { lastDeleted } from "../library/deleted";
import { type Direction, stepAndTell, type Undoable } from "./tellUndone";

/** Undoes and does again by key what was changed in a store, and says what; gives back the same for buttons. */
export function useUndo(store: Undoable): (direction: Direction) => void {
  const step = (direction: Direction) => void stepAndTell(store, direction);
  useShortcut("undo", (event) => (hasOwnUndo(event) || lastDeleted() ? false : step("undo")));
  useShortcut("redo", (event) => (hasOwnUndo(event) ? false : step("redo")));
  return step;
}
