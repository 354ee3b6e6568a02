/** Several rows of a list at once, and going to a row by the beginning of its name. */
import { fold } from "../palette/fuzzy";

interface Row {
  id: string;
  name: string;
}

/** The ids from one row to another, both included, in the order of the list. */
export function range(rows: readonly Row[], from: string | null, to: string): string[] {
  const one = rows.findIndex((row) => row.id === from);
  const other = rows.findIndex((row) => row.id === to);
  const first = one < 0 ? other : Math.min(one, other);
  return rows.slice(first, Math.max(one, other) + 1).map((row) => row.id);
}

/**
 * The row whose name begins so, looked for from the active one on and around the end. One letter again and again goes
 * from row to row; several letters stay where they fit.
 */
export function startsWith(rows: readonly Row[], text: string, active: number): number {
  const [letter = "", ...others] = fold(text);
  const isOneLetter = others.every((one) => one === letter);
  const wanted = isOneLetter ? letter : fold(text);
  const start = isOneLetter ? active + 1 : Math.max(0, active);
  for (let step = 0; step < rows.length; step++) {
    const index = (start + step) % rows.length;
    if (fold(rows[index]?.name ?? "").startsWith(wanted)) return index;
  }
  return -1;
}
