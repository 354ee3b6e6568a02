/**
 * Placeholders as the interface sees them: where they stand in a text, what they may name, and how a rename follows
 * through a document. The rules are the model's (`crates/model/src/template.rs`): doubled braces are text.
 */
import type { Connector, SecretRow, System } from "../../bridge/types";

export type Origin = "field" | "step" | "secret" | "setting";

export interface Span {
  from: number;
  to: number;
  /** What stands between the braces. */
  reference: string;
  origin: Origin;
}

const name = "[a-z][a-z0-9_]{0,39}";
const token = new RegExp(`\\{\\{(?:${name}\\.)?${name}\\}\\}|\\{((?:${name}\\.)?${name})\\}`, "g");

export function originOf(reference: string): Origin {
  const [before, after] = reference.split(".");
  if (after === undefined) return "field";
  return before === "secret" || before === "setting" ? before : "step";
}

export function placeholders(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(token)) {
    const reference = match[1];
    if (reference === undefined) continue;
    spans.push({ from: match.index, to: match.index + match[0].length, reference, origin: originOf(reference) });
  }
  return spans;
}

/** Something that `{` can insert. */
export interface Insertable {
  reference: string;
  origin: Origin;
  /** What a person reads beside it. */
  detail: string;
  /** Its value, as far as there is one before a run and as far as it may be shown. */
  value?: string;
}

/** What a step may use: all questions, what earlier steps kept, its system's secrets and settings. */
export function insertables(
  { fields: questions, steps: requests }: Pick<Connector, "fields" | "steps">,
  system: System | undefined,
  secrets: readonly SecretRow[],
  beforeStep: number,
  kept: (step: string) => string,
): Insertable[] {
  const fields = questions.map(
    (field): Insertable => ({
      reference: field.name,
      origin: "field",
      detail: field.description || field.example || "",
      value: field.sensitive ? "" : (field.example ?? ""),
    }),
  );
  const steps = requests.slice(0, beforeStep).flatMap((step) =>
    step.extract.map(
      (one): Insertable => ({
        reference: `${step.id}.${one.name}`,
        origin: "step",
        detail: kept(step.name || step.id),
      }),
    ),
  );
  const known = (system?.secrets ?? []).map(
    (secret): Insertable => ({
      reference: `secret.${secret.name}`,
      origin: "secret",
      detail: labelOf(secret.name, secret.label, secrets),
    }),
  );
  const settings = (system?.settings ?? []).map(
    (setting): Insertable => ({
      reference: `setting.${setting.name}`,
      origin: "setting",
      detail: setting.label ?? "",
      value: [setting.values.test, setting.values.live].filter(Boolean).join(" / "),
    }),
  );
  return [...fields, ...steps, ...known, ...settings].filter((one) => !one.reference.startsWith("."));
}

function labelOf(name: string, label: string | undefined, rows: readonly SecretRow[]): string {
  return label || rows.find((row) => row.name === name)?.label || "";
}

/** Gives a placeholder another name in every text of a value. */
export function renameReference<Value>(value: Value, from: string, to: string): Value {
  if (typeof value === "string") {
    let renamed = "";
    let at = 0;
    for (const span of placeholders(value)) {
      if (span.reference !== from) continue;
      renamed += `${value.slice(at, span.from)}{${to}}`;
      at = span.to;
    }
    return (at === 0 ? value : renamed + value.slice(at)) as Value;
  }
  if (Array.isArray(value)) {
    const list = value.map((one) => renameReference(one, from, to));
    return (list.every((one, index) => one === value[index]) ? value : list) as Value;
  }
  if (value !== null && typeof value === "object") {
    const before = Object.entries(value);
    const after = before.map(([key, one]) => [key, renameReference(one, from, to)] as const);
    return after.every(([, one], index) => one === before[index]?.[1]) ? value : (Object.fromEntries(after) as Value);
  }
  return value;
}
