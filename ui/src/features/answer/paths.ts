/** Paths of an answer, compared as people write them: `$.billing.email`, `billing["email"]` and `billing.email` are one. */
import type { Connector, Step } from "../../bridge/types";

export function plainPath(path: string): string {
  return path
    .trim()
    .replace(/^\$\.?/, "")
    .replace(/\[(["'])([A-Za-z_][\w-]*)\1\]/g, ".$2")
    .replace(/^\./, "");
}

/** Whether a path of the document stands for a row of the tree, by its exact place or with every index starred. */
export function meansRow(path: string, row: { path: string; pattern: string }): boolean {
  const plain = plainPath(path);
  return plain !== "" && (plain === plainPath(row.path) || plain === plainPath(row.pattern));
}

/** What a connector does with a value of an answer. */
export interface Uses {
  sees: boolean;
  verifies: string[];
  kept: string[];
}

export function usesOf(connector: Connector, step: Step | undefined, row: { path: string; pattern: string }): Uses {
  const last = connector.steps.at(-1)?.id;
  const isOf = (id: string | null | undefined, otherwise = last) => (id ?? otherwise) === step?.id;
  const answers = connector.answer.fields.filter((field) => isOf(field.step, connector.answer.step ?? last));
  return {
    sees: answers.some((field) => meansRow(field.path, row)),
    verifies: connector.validations
      .filter((rule) => isOf(rule.step) && meansRow(rule.compare_with, row))
      .map((rule) => rule.input ?? rule.type),
    kept: (step?.extract ?? []).filter((one) => meansRow(one.path, row)).map((one) => `${step?.id}.${one.name}`),
  };
}

/** The name under which the bot gets a path, if none was given. */
export function labelOf(path: string): string {
  const names = plainPath(path)
    .replace(/\[[^\]]*\]/g, "")
    .split(".")
    .filter(Boolean);
  return names.at(-1) ?? path;
}
