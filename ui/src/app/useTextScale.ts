import { useQuery } from "@tanstack/react-query";
import { startQuery } from "./queries";

/** How large the text is, 1 as a rule. Virtual lists need the height of their rows before they are drawn. */
export function useTextScale(): number {
  return (useQuery({ ...startQuery, select: (start) => start.preferences.zoom }).data ?? 100) / 100;
}
