import type { EditorView } from "@codemirror/view";
import { Braces } from "lucide-react";
import { type RefObject, useState } from "react";
import { copy } from "../../copy";
import { IconButton } from "../../look/Button";
import { Chip } from "../../look/Chip";
import { type Action, ActionMenu } from "../../look/Menu";
import { freeName, toName } from "../workbench/names";
import type { Insertable } from "../workbench/placeholders";
import { insertPlaceholder } from "./suggest";

interface InsertMenuProps {
  label: string;
  editor: RefObject<EditorView | null>;
  insertables: readonly Insertable[];
  onMakeQuestion?: ((name: string, example?: string) => void) | undefined;
}

const tones = { field: "customer", step: "api", secret: "secret", setting: "setting" } as const;

/** The button that inserts a value, or makes the marked text a question. */
export function InsertMenu({ label, editor, insertables, onMakeQuestion }: InsertMenuProps) {
  const [marked, setMarked] = useState("");

  function insert(reference: string) {
    const view = editor.current;
    if (!view) return;
    const { from, to } = view.state.selection.main;
    insertPlaceholder(view, reference, from, to, "input.complete");
    // The menu gives the focus back to its button when it closes; the text should have it.
    setTimeout(() => view.focus(), 50);
  }

  const actions: Action[] = insertables.map((one) => ({
    id: one.reference,
    text: one.reference,
    icon: (
      <Chip tone={tones[one.origin]} mono>
        {"{}"}
      </Chip>
    ),
    help: one.detail || copy.request.chips[one.origin],
    run: () => insert(one.reference),
  }));
  const name = toName(marked) || "value";
  if (onMakeQuestion) {
    actions.push({
      id: "new:question",
      text: marked ? copy.request.makeQuestionNamed(marked) : copy.questions.add,
      run: () => {
        const taken = insertables.map((one) => one.reference);
        const question = freeName(marked && !/^\d/.test(marked) ? name : "question", taken);
        onMakeQuestion(question, marked);
        insert(question);
      },
    });
  }

  return (
    <ActionMenu label={copy.request.insert} actions={actions}>
      <IconButton
        small
        label={`${copy.request.insert}: ${label}`}
        onPressStart={() => {
          const view = editor.current;
          const range = view?.state.selection.main;
          setMarked(view && range && !range.empty ? view.state.sliceDoc(range.from, range.to) : "");
        }}
      >
        <Braces size={14} aria-hidden />
      </IconButton>
    </ActionMenu>
  );
}
