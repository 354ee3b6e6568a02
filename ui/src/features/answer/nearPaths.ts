/**
 * Paths that an answer has, nearest to one that it does not have: of the same name first, then of a like name. Capitals
 * and separators do not count.
 */
import { plainPath } from "./paths";

const most = 3;

/** A path of names and indexes, which a list of known paths can say something about. */
const isPlain = (path: string) => /^[\p{L}\p{N}_.\-[\]*'" ]+$/u.test(path) && !path.includes("..");

/** Whether a path, or what it leads into, is among the known ones. */
function isThere(path: string, known: readonly string[]): boolean {
  const starred = star(path);
  return known.some((one) => {
    const other = star(one);
    return other === starred || other.startsWith(`${starred}.`) || other.startsWith(`${starred}[`);
  });
}

/** `items.0.name` and `items[0].name` as `items[*].name`. */
function star(path: string): string {
  return plainPath(path)
    .replace(/\[\d+\]/g, "[*]")
    .replace(/\.(\d+)(?=\.|$)/g, "[*]");
}

const simple = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const lastName = (path: string) =>
  plainPath(path)
    .replace(/\[[^\]]*\]/g, "")
    .split(".")
    .filter(Boolean)
    .at(-1) ?? "";

/** `null`: the path is there, or cannot be judged. */
export function nearPaths(path: string, known: readonly string[]): readonly string[] | null {
  const wanted = path.trim();
  if (wanted === "" || known.length === 0 || !isPlain(wanted) || isThere(wanted, known)) return null;
  const name = simple(lastName(wanted));
  const whole = simple(wanted);
  return known
    .map((one) => ({ one, distance: distanceOf(name, whole, one) }))
    .filter(({ distance }) => distance < 100)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, most)
    .map(({ one }) => one);
}

function distanceOf(name: string, whole: string, candidate: string): number {
  const other = simple(lastName(candidate));
  const inAll = edits(whole, simple(candidate));
  const allowed = Math.max(1, Math.floor(name.length / 3));
  const ofName = edits(name, other);
  const holds = name.length >= 3 && other.length >= 3 && (other.includes(name) || name.includes(other));
  if (ofName <= allowed || holds || inAll <= allowed) return Math.min(ofName, inAll) + inAll / 100;
  return 100;
}

/** Letters to add, remove, change, or swap with their neighbour. */
function edits(left: string, right: string): number {
  const rows: number[][] = [];
  for (let line = 0; line <= left.length; line++) {
    const row: number[] = [];
    for (let column = 0; column <= right.length; column++) {
      if (line === 0 || column === 0) {
        row.push(line + column);
        continue;
      }
      const above = rows[line - 1] ?? [];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (row[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (left[line - 1] === right[column - 1] ? 0 : 1),
      );
      const swapped = left[line - 1] === right[column - 2] && left[line - 2] === right[column - 1];
      if (line > 1 && column > 1 && swapped) cost = Math.min(cost, (rows[line - 2]?.[column - 2] ?? 0) + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[left.length]?.[right.length] ?? 0;
}
