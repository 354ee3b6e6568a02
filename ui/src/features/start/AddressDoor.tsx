import { type FormEvent, useState } from "react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Input } from "../../look/Input";
import styles from "./StartPage.module.css";

/** Asks for a whole web address to begin with. */
export function AddressDoor({ onCreate }: { onCreate(address: string): void }) {
  const [address, setAddress] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const words = copy.start;

  function submit(event: FormEvent) {
    event.preventDefault();
    const text = address.trim();
    if (/^https?:\/\/[^/\s]+/i.test(text)) onCreate(text);
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
