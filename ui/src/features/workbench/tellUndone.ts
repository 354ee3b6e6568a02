import { tell, tellFailure } from "../../app/notices";
import type { Undone } from "../../bridge/types";
import { copy } from "../../copy";

export type Direction = "undo" | "redo";

/** A store whose newest change can be undone or done again. */
export interface Undoable {
  step(direction: Direction): Promise<Undone>;
}

/** Undoes or does again the newest change, and says what came of it. */
export async function stepAndTell(store: Undoable, direction: Direction) {
  try {
    tellUndone(direction, await store.step(direction));
  } catch (thrown) {
    tellFailure(thrown);
  }
}

/** Says what was undone or done again, and what was not because somebody else has changed it since. */
export function tellUndone(direction: Direction, { label, left, changed }: Undone) {
  const words = copy.workbench;
  const isUndo = direction === "undo";
  if (label === null) return tell(isUndo ? words.nothingToUndo : words.nothingToRedo);
  if (left.length === 0) return tell(isUndo ? words.undone(label) : words.redone(label));
  const names = left.map((name) => `“${name}”`).join(", ");
  if (!changed) return tell(words.leftAlone(label, names));
  tell(isUndo ? words.undoneInPart(label, names) : words.redoneInPart(label, names));
}
