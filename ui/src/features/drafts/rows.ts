/** The list of an import, as values. */
import type { DraftRow, DraftSecret } from "../../bridge/types";

/** A row with its place in the import. */
export interface PlacedRow {
  index: number;
  row: DraftRow;
}

/** The rows that mention every word that was typed, in their name, group or request. */
export function rowsThatMention(rows: readonly DraftRow[], typed: string): PlacedRow[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const placed = rows.map((row, index) => ({ index, row }));
  if (words.length === 0) return placed;
  return placed.filter(({ row }) => {
    const text = `${row.group} ${row.name} ${row.requests.join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Of many requests hardly any are wanted. */
const few = 3;

/** The rows that are ticked at first: of a few all, but for a request with which another one begins anyway. */
export function tickedAtFirst(rows: readonly DraftRow[]): ReadonlySet<number> {
  if (rows.length > few) return new Set();
  const begins = (row: DraftRow, other: DraftRow) =>
    other.requests.length > row.requests.length && row.requests.every((request, at) => request === other.requests[at]);
  const wanted = rows.map((row, index) => ({ row, index })).filter(({ row }) => !rows.some((one) => begins(row, one)));
  return new Set(wanted.map(({ index }) => index));
}

export function secretKey(secret: DraftSecret): string {
  return `${secret.system}/${secret.name}`;
}

/** A set with one thing in it or not. */
export function withOne<T>(set: ReadonlySet<T>, one: T, isIn: boolean): ReadonlySet<T> {
  const next = new Set(set);
  if (isIn) next.add(one);
  else next.delete(one);
  return next;
}
