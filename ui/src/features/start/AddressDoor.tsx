import { type FormEvent, useState } from "react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Input } from "../../look/Input";
import { canBeImported } from "../drafts/pasted";
import styles from "./StartPage.module.css";

interface AddressDoorProps {
  onCreate(address: string): void;
  /** What was typed or pasted is a command. */
  onImport(text: string): void;
}

/** Asks for a whole web address to begin with. */
export function AddressDoor({ onCreate, onImport }: AddressDoorProps) {
  const [address, setAddress] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const words = copy.start;

  function submit(event: FormEvent) {
    event.preventDefault();
    const text = address.trim();
    if (canBeImported(text)) onImport(text);
    else if (/^https?:\/\/[^/\s]+/i.test(text)) onCreate(text);
    else setIsWrong(true);
  }

  return (
    <form className={styles.address} onSubmit={submit}>
      <Input
        label={words.addressLabel}
        placeholder={words.addressPlaceholder}
        help={words.addressHelp}
        error={isWrong ? words.addressInvalid : null}
        value={address}
        onChange={(text) => {
          setAddress(text);
          setIsWrong(false);
        }}
        mono
        autoFocus
      />
      <Button type="submit" look="primary">
        {words.addressGo}
      </Button>
    </form>
  );
}
