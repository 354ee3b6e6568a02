import { useEffect, useState } from "react";

/** A text once typing has paused. */
export function useSettled(text: string, milliseconds = 300): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), milliseconds);
    return () => clearTimeout(timer);
  }, [text, milliseconds]);
  return settled;
}
