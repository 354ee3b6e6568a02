import { ArrowDown, ArrowUp, ArrowUpToLine } from "lucide-react";
import { copy } from "../copy";
import type { Action } from "./Menu";

/** The lines of a menu that move something of a list, for whoever does not drag (WCAG 2.5.7). */
export function moveActions(
  index: number,
  count: number,
  onMove: (from: number, to: number) => void,
  withKeys = true,
): Action[] {
  return [
    {
      id: "up",
      text: copy.common.moveUp,
      keys: withKeys ? "Alt+↑" : undefined,
      icon: <ArrowUp size={14} aria-hidden />,
      isDisabled: index === 0,
      run: () => onMove(index, index - 1),
    },
    {
      id: "down",
      text: copy.common.moveDown,
      keys: withKeys ? "Alt+↓" : undefined,
      icon: <ArrowDown size={14} aria-hidden />,
      isDisabled: index === count - 1,
      run: () => onMove(index, index + 1),
    },
    {
      id: "top",
      text: copy.common.moveTop,
      icon: <ArrowUpToLine size={14} aria-hidden />,
      isDisabled: index === 0,
      run: () => onMove(index, 0),
    },
  ];
}
