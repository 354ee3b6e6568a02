import { copy } from "../../copy";
import { Input } from "../../look/Input";
import { canBeImported } from "./pasted";

interface PasteFormProps {
  text: string;
  onChange(text: string): void;
  /** A whole text that can be imported was pasted: nothing is left to be typed. */
  onPaste(text: string): void;
}

/** Where a text is pasted. */
export function PasteForm({ text, onChange, onPaste }: PasteFormProps) {
  const words = copy.drafts;
  return (
    <>
      <p>{words.lead}</p>
      <Input
        label={words.paste}
        placeholder={words.pastePlaceholder}
        value={text}
        onChange={onChange}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData("text/plain");
          if (text.trim() !== "" || !canBeImported(pasted)) return;
          event.preventDefault();
          onPaste(pasted);
        }}
        rows={12}
        mono
        autoFocus
      />
    </>
  );
}
