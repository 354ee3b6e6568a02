import { useCallback } from "react";
import type { Field, FieldType } from "../../bridge/types";
import { copy } from "../../copy";
import { useDraftStore } from "./context";
import { freeName } from "./names";

/** What kind of value a name and an example suggest. Text where nothing speaks for more. */
export function guessKind(name: string, example: string): FieldType {
  if (/e_?mail/.test(name) || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(example)) return "email";
  if (/phone|mobile/.test(name)) return "phone";
  if (/(^|_)(date|birthday|day)(_|$)|date_of/.test(name) || /^\d{4}-\d{2}-\d{2}$/.test(example)) return "date";
  if (/(^|_)(url|link|website)$/.test(name)) return "url";
  if (/^\d{1,15}$/.test(example)) return "integer";
  return "string";
}

export function newField(name: string, example = ""): Field {
  return { name, type: guessKind(name, example), required: true, description: "", example };
}

/** Adds a question unless one has this name. */
export function useMakeQuestion(): (name: string, example?: string) => void {
  const store = useDraftStore();
  return useCallback(
    (name: string, example = "") => {
      store.changeConnector(copy.questions.changes.add(name), null, (connector) =>
        connector.fields.some((field) => field.name === name)
          ? connector
          : { ...connector, fields: [...connector.fields, newField(freeName(name, []), example)] },
      );
    },
    [store],
  );
}
