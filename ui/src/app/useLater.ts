import { useEffect, useState } from "react";

/** True once `active` has been true for 300 ms: what is quick shows no spinner. */
export function useLater(active: boolean, milliseconds = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), milliseconds);
    return () => clearTimeout(timer);
  }, [active, milliseconds]);
  return late;
}
