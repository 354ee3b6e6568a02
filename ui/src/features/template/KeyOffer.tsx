import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Notice } from "../../look/Notice";
import { insertPlaceholder } from "./suggest";

interface KeyOfferProps {
  value: string;
  editor: RefObject<EditorView | null>;
  onStore(value: string): Promise<string | null>;
  onDone(): void;
}

/** A key was pasted where it would be saved in plain sight. It is held back until the person says where it goes. */
export function KeyOffer({ value, editor, onStore, onDone }: KeyOfferProps) {
  async function store() {
    const name = await onStore(value);
    const view = editor.current;
    if (name && view) {
      const { from, to } = view.state.selection.main;
      insertPlaceholder(view, `secret.${name}`, from, to);
    }
    if (name) onDone();
  }

  return (
    <Notice
      tone="warn"
      title={copy.request.token_like}
      action={
        <>
          <Button small look="primary" onPress={() => void store()}>
            {copy.request.storeAsSecret}
          </Button>
          <Button small onPress={onDone}>
            {copy.common.cancel}
          </Button>
        </>
      }
    />
  );
}
