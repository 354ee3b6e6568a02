import { formatJson } from "./formatJson";

/**
 * A JSON body as rows, one for each member of its outermost object, and back. A row is a text, or anything else as it
 * is written in JSON: a number, true, a list, a placeholder that keeps the kind of its value. What does not fit into
 * rows has none; then there is only the text.
 */
export interface JsonRow {
  name: string;
  kind: "text" | "raw";
  /** The text itself, or JSON. */
  value: string;
}

const literal = /"(?:[^"\\]|\\.)*"/y;
const placeholder = /\{[a-z][a-z0-9_.]*\}/y;

export function toRows(text: string): JsonRow[] | null {
  const rows: JsonRow[] = [];
  let at = 0;

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const space = () => take(/\s*/y);
  const sign = (wanted: string) => {
    space();
    return text[at] === wanted && ++at > 0;
  };

  /** Everything up to the comma or bracket that ends a value. */
  const raw = (): string => {
    const start = at;
    let depth = 0;
    while (at < text.length) {
      if (take(literal) !== null || take(placeholder) !== null) continue;
      const letter = text[at] ?? "";
      if (depth === 0 && (letter === "," || letter === "}")) break;
      if (letter === "{" || letter === "[") depth++;
      if (letter === "}" || letter === "]") depth--;
      at++;
    }
    // On one line: a text in JSON has no line breaks, so only the space between values changes.
    return text
      .slice(start, at)
      .trim()
      .replace(/([[{])\s*\n\s*/g, "$1")
      .replace(/\s*\n\s*([\]}])/g, "$1")
      .replace(/\s*\n\s*/g, " ");
  };

  if (!sign("{")) return null;
  if (sign("}")) return space() !== null && at === text.length ? [] : null;
  do {
    space();
    const name = decoded(take(literal));
    if (name === null || !sign(":")) return null;
    space();
    const start = at;
    const written = decoded(take(literal));
    space();
    if (written !== null && (text[at] === "," || text[at] === "}")) rows.push({ name, kind: "text", value: written });
    else {
      at = start;
      const value = raw();
      if (value === "") return null;
      rows.push({ name, kind: "raw", value });
    }
  } while (sign(","));
  if (!sign("}")) return null;
  space();
  const isUnique = new Set(rows.map((row) => row.name)).size === rows.length;
  return at === text.length && isUnique ? rows : null;
}

function decoded(text: string | null): string | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}

export function fromRows(rows: readonly JsonRow[]): string {
  if (rows.length === 0) return "{}";
  const lines = rows.map(({ name, kind, value }) => {
    const written = kind === "text" ? JSON.stringify(value) : value.trim() || "null";
    return `${JSON.stringify(name)}: ${written}`;
  });
  return formatJson(`{${lines.join(",")}}`);
}

/** The other kind, with what it says kept as far as it can be. */
export function withKind(row: JsonRow, kind: JsonRow["kind"]): JsonRow {
  if (kind === row.kind) return row;
  if (kind === "text") return { ...row, kind, value: decoded(row.value) ?? row.value };
  const isJson = /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null|\{[a-z][a-z0-9_.]*\}|[[{].*[\]}])$/s.test(row.value);
  return { ...row, kind, value: isJson ? row.value : JSON.stringify(row.value) };
}

/** A name that no row has. */
export function freeRowName(wanted: string, rows: readonly JsonRow[]): string {
  const taken = new Set(rows.map((row) => row.name));
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
  return name;
}
