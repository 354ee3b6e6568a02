import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { tellFailure } from "../../app/notices";
import { copy } from "../../copy";
import { IconButton } from "../../look/Button";

/** Copies a text; the tick says that it is done. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  return (
    <>
      <IconButton
        small
        label={isCopied ? copy.common.copied : label}
        onPress={() => void navigator.clipboard.writeText(text).then(() => setIsCopied(true), tellFailure)}
      >
        {isCopied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </IconButton>
      <span role="status" className="visually-hidden">
        {isCopied && copy.common.copied}
      </span>
    </>
  );
}
