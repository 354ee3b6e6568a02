import { useEffect, useRef } from "react";
import { canBeImported } from "./pasted";

/**
 * Takes a pasted text that can be imported, wherever on the page it is pasted, also into an input of one line. A dialog
 * before the page has its own inputs.
 */
export function usePastedAnywhere(onPaste: (text: string) => void) {
  const latest = useRef(onPaste);
  latest.current = onPaste;
  useEffect(() => {
    function take(event: ClipboardEvent) {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const isInDialog = event.target instanceof Element && event.target.closest("[role=dialog]") !== null;
      if (isInDialog || !canBeImported(text)) return;
      event.preventDefault();
      latest.current(text);
    }
    document.addEventListener("paste", take, true);
    return () => document.removeEventListener("paste", take, true);
  }, []);
}
