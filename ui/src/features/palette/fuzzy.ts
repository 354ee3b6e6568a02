/**
 * How well what was typed fits a name. Every word typed must fit somewhere: at the beginning of a word best, inside
 * one less, scattered but close together least. Capitals and accents do not matter.
 */

/** A text as it is compared. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** `fields` are folded, the most telling one first. `null`: it does not fit. */
export function rank(fields: readonly string[], typed: string): number | null {
  let sum = 0;
  for (const word of fold(typed).split(/\s+/).filter(Boolean)) {
    const scores = fields.map((field, at) => scoreOf(field, word) - (at === 0 ? 0 : 25));
    const best = Math.max(...scores);
    if (best <= 0) return null;
    sum += best;
  }
  return sum;
}

function scoreOf(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return 100;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? "") ? 60 : 80;
  return scattered(text, word);
}

/** Letters in order, at most three times as long as the word: `ordst` fits `order status`. */
function scattered(text: string, word: string): number {
  if (word.length < 3) return 0;
  let from = -1;
  let at = -1;
  for (const letter of word) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return 0;
    if (from < 0) from = at;
  }
  const spread = at - from + 1 - word.length;
  return spread > word.length * 2 ? 0 : Math.max(12, 40 - spread);
}
