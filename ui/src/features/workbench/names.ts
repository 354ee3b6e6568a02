/** Technical names: `[a-z][a-z0-9_]{0,39}`. */

export const namePattern = /^[a-z][a-z0-9_]{0,39}$/;

/** Makes a name of free text; empty if nothing of it can stay. */
export function toName(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^[^a-z]+/, "")
    .replace(/_+$/, "")
    .slice(0, 40);
}

/** The name itself, or with a number after it if it is taken. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const base = toName(wanted) || "value";
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number++) {
    const next = `${base.slice(0, 37)}_${number}`;
    if (!taken.includes(next)) return next;
  }
}
