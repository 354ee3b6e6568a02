import { copy } from "../../copy";
import { Input } from "../../look/Input";

interface PasteFormProps {
  text: string;
  onChange(text: string): void;
}

/** Where a text is pasted. */
export function PasteForm({ text, onChange }: PasteFormProps) {
  const words = copy.drafts;
  return (
    <>
      <p>{words.lead}</p>
      <Input
        label={words.paste}
        placeholder={words.pastePlaceholder}
        value={text}
        onChange={onChange}
        rows={12}
        mono
        autoFocus
      />
    </>
  );
}
