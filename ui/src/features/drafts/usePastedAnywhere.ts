import { useEffect, useRef } from "react";
import { canBeImported } from "./pasted";

/** Takes a pasted text that can be imported, wherever on the page it is pasted, also into an input of one line. */
export function usePastedAnywhere(onPaste: (text: string) => void) {
  const latest = useRef(onPaste);
  latest.current = onPaste;
  useEffect(() => {
    function take(event: ClipboardEvent) {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (!canBeImported(text)) return;
      event.preventDefault();
      latest.current(text);
    }
    document.addEventListener("paste", take, true);
    return () => document.removeEventListener("paste", take, true);
  }, []);
}
