/** A chip asks for the place that its value comes from; whoever shows that place hears it. */
const event = "drawbridge:go-to";

export function askToGoTo(from: HTMLElement, reference: string) {
  from.dispatchEvent(new CustomEvent(event, { detail: reference, bubbles: true }));
}

/** Hears what chips ask for, until the returned function is called. */
export function onGoTo(receive: (reference: string) => void): () => void {
  const listen = (asked: Event) => receive((asked as CustomEvent<string>).detail);
  window.addEventListener(event, listen);
  return () => window.removeEventListener(event, listen);
}
