/** What `{`, Ctrl+Space and the first three letters of a known name offer. */
import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSection,
  pickedCompletion,
} from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { copy } from "../../copy";
import { namePattern } from "../workbench/names";
import type { Insertable } from "../workbench/placeholders";
import { known } from "./chips";

/** Puts a placeholder in place of a range, together with a closing brace that stands there already. */
export function insertPlaceholder(
  view: EditorView,
  reference: string,
  from: number,
  to: number,
  event = "input.complete",
) {
  const end = view.state.sliceDoc(to, to + 1) === "}" && view.state.sliceDoc(from, from + 1) === "{" ? to + 1 : to;
  const insert = `{${reference}}`;
  view.dispatch({ changes: { from, to: end, insert }, selection: { anchor: from + insert.length }, userEvent: event });
}

/** Never the first choice: it stands below everything that exists. */
const last: CompletionSection = { name: "new", rank: 1, header: () => document.createElement("span") };

function option(one: Insertable, withBrace: boolean): Completion {
  return {
    label: withBrace ? `{${one.reference}` : one.reference,
    displayLabel: one.reference,
    detail: one.detail || copy.request.chips[one.origin],
    type: one.origin,
    apply: (view, completion, from, to) => {
      insertPlaceholder(view, one.reference, from, to);
      view.dispatch({ annotations: pickedCompletion.of(completion) });
    },
  };
}

/** `makeQuestion` adds the question that a new name needs. */
export function suggest(makeQuestion: (name: string) => void) {
  return (context: CompletionContext): CompletionResult | null => {
    const insertables = context.state.facet(known);
    const brace = context.matchBefore(/\{[a-z0-9_.]*$/);
    if (brace && context.state.sliceDoc(brace.from - 1, brace.from) !== "{") {
      const typed = brace.text.slice(1);
      const options = insertables.map((one) => option(one, true));
      if (namePattern.test(typed) && !insertables.some((one) => one.reference === typed)) {
        options.push({
          label: brace.text,
          displayLabel: copy.request.makeQuestionNamed(typed),
          type: "new",
          section: last,
          apply: (view, _completion, from, to) => {
            insertPlaceholder(view, typed, from, to);
            makeQuestion(typed);
          },
        });
      }
      return { from: brace.from, options };
    }
    const word = context.matchBefore(/[a-z][a-z0-9_.]{2,}$/);
    const near = word ? insertables.filter((one) => one.reference.includes(word.text)) : [];
    if (word && near.length > 0) return { from: word.from, options: near.map((one) => option(one, false)) };
    return context.explicit ? { from: context.pos, options: insertables.map((one) => option(one, false)) } : null;
  };
}
