/**
 * Rows or lines of an answer, fetched in pieces as they come into sight. A body never crosses the boundary whole.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { tellFailure } from "../../app/notices";

const size = 200;

export interface Chunks<Item> {
  item(index: number): Item | undefined;
  total: number;
  /** Forgets what was fetched: parts were opened or closed. The old rows stay in sight until the new ones are there. */
  renew(total: number): void;
}

export function useChunks<Item>(
  firstTotal: number,
  fetchPiece: (offset: number, count: number) => Promise<{ items: Item[]; total: number }>,
  visible: readonly number[],
): Chunks<Item> {
  const [total, setTotal] = useState(firstTotal);
  const [, redraw] = useState(0);
  const pieces = useRef(new Map<number, Item[]>());
  const stale = useRef(new Map<number, Item[]>());
  const asked = useRef(new Set<number>());
  const generation = useRef(0);
  const first = Math.floor((visible[0] ?? 0) / size);
  const last = Math.floor((visible.at(-1) ?? 0) / size);
  const [renewed, setRenewed] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `renewed` asks again for what is in sight
  useEffect(() => {
    for (let piece = first; piece <= last; piece++) {
      if (asked.current.has(piece) || piece * size >= Math.max(total, 1)) continue;
      asked.current.add(piece);
      const mine = generation.current;
      fetchPiece(piece * size, size).then(
        (answer) => {
          if (mine !== generation.current) return;
          pieces.current.set(piece, answer.items);
          stale.current.delete(piece);
          setTotal(answer.total);
          redraw((count) => count + 1);
        },
        (thrown) => {
          asked.current.delete(piece);
          tellFailure(thrown);
        },
      );
    }
  }, [first, last, total, fetchPiece, renewed]);

  const renew = useCallback((next: number) => {
    generation.current++;
    stale.current = pieces.current;
    pieces.current = new Map();
    asked.current = new Set();
    setTotal(next);
    setRenewed((count) => count + 1);
  }, []);

  const item = useCallback((index: number) => {
    const piece = Math.floor(index / size);
    return (pieces.current.get(piece) ?? stale.current.get(piece))?.[index % size];
  }, []);

  return { item, total, renew };
}
