/** Rules as documents: which kinds compare what, and what a new one starts with. */
import type { Field, Validation, ValidationType } from "../../bridge/types";

export const comparing: readonly ValidationType[] = [
  "equals_ignore_case",
  "equals",
  "equals_email",
  "equals_number",
  "equals_date",
  "equals_phone",
  "last_digits",
  "one_of",
];

export const checking: readonly ValidationType[] = ["exists", "not_exists", "is_true", "not_empty"];

export function compares(type: ValidationType): boolean {
  return comparing.includes(type);
}

/** The comparison that fits a question's kind. */
export function comparisonFor(field: Field | undefined): ValidationType {
  switch (field?.type) {
    case "integer":
    case "number":
      return "equals_number";
    case "date":
    case "datetime":
      return "equals_date";
    case "phone":
      return "equals_phone";
    default:
      return "equals_ignore_case";
  }
}

/** Another kind of comparison, without what the old kind alone had. */
export function withType(rule: Validation, type: ValidationType): Validation {
  if (compares(type)) return { ...rule, type, digits: type === "last_digits" ? (rule.digits ?? 4) : null };
  return { ...rule, type, input: null, value: null, digits: null };
}
