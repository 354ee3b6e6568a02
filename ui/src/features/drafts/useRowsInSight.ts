import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type KeyboardEvent, useCallback, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { PlacedRow } from "./rows";

const closedHeight = 58;

/**
 * The rows that are in the page: those in sight, and the one that has the focus, so that it is not lost when it goes out
 * of sight. Arrows, Home, End and the page keys go from one to another.
 */
export function useRowsInSight(rows: readonly PlacedRow[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const inSight = defaultRangeExtractor(range);
      const isOut = focused !== null && focused < range.count && !inSight.includes(focused);
      return isOut ? [...inSight, focused].sort((one, other) => one - other) : inSight;
    },
    [focused],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => closedHeight,
    overscan: 8,
    getItemKey: (at) => rows[at]?.index ?? at,
    rangeExtractor,
  });

  function onKeyDown(event: KeyboardEvent) {
    const next = rowAfter(event, focused, rows.length, scroller.current?.clientHeight ?? closedHeight);
    if (next === null) return;
    event.preventDefault();
    // The row is drawn before the next key comes.
    flushSync(() => setFocused(next));
    tickOf(scroller.current, next)?.focus({ preventScroll: true });
    virtual.scrollToIndex(next);
  }

  return {
    scroller,
    items: virtual.getVirtualItems(),
    height: virtual.getTotalSize(),
    measure: virtual.measureElement,
    keys: {
      onKeyDown,
      onFocus: (event: FocusEvent) => setFocused(rowOf(event.target)),
      onBlur: () => setFocused(null),
    },
  };
}

/** The row that a key leads to; `null`: the key means something else. */
function rowAfter(event: KeyboardEvent, focused: number | null, count: number, height: number): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || count === 0) return null;
  const page = Math.max(1, Math.floor(height / closedHeight) - 1);
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -count,
    End: count,
  };
  const step = steps[event.key];
  if (step === undefined) return null;
  // From the list itself the first arrow leads to the first row.
  return Math.min(count - 1, Math.max(0, (focused ?? -1) + step));
}

function rowOf(element: Element): number | null {
  const index = element.closest<HTMLElement>("[data-index]")?.dataset.index;
  return index === undefined ? null : Number(index);
}

function tickOf(list: HTMLElement | null, index: number) {
  return list?.querySelector<HTMLElement>(`[data-index="${index}"] input`);
}
