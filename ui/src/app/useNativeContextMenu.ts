import { useEffect } from "react";

/**
 * The platform's own menu (cut, copy, paste, spelling) belongs to text: inputs and what is marked. Elsewhere the web
 * view's menu would offer to reload the page.
 */
export function useNativeContextMenu() {
  useEffect(() => {
    const decide = (event: MouseEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const isText = target?.closest("input, textarea, [contenteditable]:not([contenteditable=false])");
      if (!isText && !window.getSelection()?.toString()) event.preventDefault();
    };
    window.addEventListener("contextmenu", decide);
    return () => window.removeEventListener("contextmenu", decide);
  }, []);
}
