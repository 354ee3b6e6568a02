/**
 * Whether a pasted text looks like a credential that belongs in the keychain. A guess that only ever leads to a
 * question, so it may be wrong in both directions.
 */
const shapes = [
  /\bBearer\s+[A-Za-z0-9._~+/-]{16,}/,
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/,
  /\b(?:ck|cs)_[0-9a-f]{20,}/,
  /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bAIza[0-9A-Za-z_-]{30,}/,
];

export function looksLikeKey(text: string): string | null {
  for (const shape of shapes) {
    const found = shape.exec(text);
    if (found) return found[0].replace(/^Bearer\s+/, "");
  }
  return null;
}
