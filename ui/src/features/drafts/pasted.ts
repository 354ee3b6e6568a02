/** Tells a pasted text that can be imported from an address or a value. Rust says which format it is, and whether. */

const most = 200_000;
const command = /^(?:\s*(?:#[^\n]*|[A-Z_]+=\S+)?\n)*\s*(?:\$ )?(?:\S*\/)?curl(?:\.exe)?\s+\S/;
const description = /^\s*["']?(?:openapi|swagger)["']?\s*:/m;
const collection = /"(?:_postman_id|item|requests)"\s*:/;
const recording = /"log"\s*:\s*\{/;

export function canBeImported(text: string): boolean {
  const begin = text.slice(0, most).replace(/^\uFEFF/, "");
  if (command.test(begin)) return true;
  if (begin.trimStart().startsWith("{")) {
    return (
      /"(?:openapi|swagger)"\s*:/.test(begin) ||
      recording.test(begin) ||
      (collection.test(begin) && begin.includes('"info"'))
    );
  }
  return begin.includes("\n") && description.test(begin);
}
