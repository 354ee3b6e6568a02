/** Where the focus goes when a page opens because somebody asked for a part of it. */
let wanted: "name" | null = null;

export function focusNameWhenOpen() {
  wanted = "name";
  focusName();
}

/** Called by the workbench when it is on screen. */
export function takeWantedFocus() {
  if (wanted === "name") setTimeout(focusName);
}

export function focusName() {
  const input = document.querySelector<HTMLInputElement>("[data-connector-name] input");
  if (!input) return;
  wanted = null;
  input.focus();
  input.select();
}

export function focusAddress() {
  document.querySelector<HTMLElement>("[data-address] .cm-content")?.focus();
}

/** Brings the part of the workbench with this place (`steps[0].path`) into sight, the nearest that exists. */
export function focusPlace(at: string) {
  for (let place = at; place; place = place.replace(/(^|[.[])[^.[]*$/, "")) {
    const found = document.querySelector<HTMLElement>(`[data-at="${CSS.escape(place)}"]`);
    if (!found) continue;
    found.scrollIntoView({ block: "center" });
    const target = found.querySelector<HTMLElement>("input, textarea, .cm-content, button");
    (target ?? found).focus();
    return;
  }
}
