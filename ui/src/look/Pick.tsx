import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import {
  Button,
  type Key,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from "react-aria-components";
import { cx } from "./cx";
import menu from "./Menu.module.css";
import styles from "./Pick.module.css";

export interface Choice<Id extends string> {
  id: Id;
  text: string;
  help?: string | undefined;
  mark?: ReactNode;
  isDisabled?: boolean;
}

interface PickProps<Id extends string> {
  label: string;
  hideLabel?: boolean;
  choices: readonly Choice<Id>[];
  value: Id | null;
  onChange(id: NoInfer<Id>): void;
  /** Reads as a part of the sentence around it. */
  inline?: boolean;
  placeholder?: string;
  small?: boolean;
  mono?: boolean;
  className?: string | undefined;
}

/** One of a list. */
export function Pick<Id extends string>(props: PickProps<Id>) {
  const { label, hideLabel = true, choices, value, onChange, inline, placeholder, small, mono, className } = props;
  return (
    <Select
      {...(hideLabel ? { "aria-label": label } : {})}
      selectedKey={value}
      onSelectionChange={(key: Key | null) => key !== null && onChange(String(key) as Id)}
      placeholder={placeholder ?? ""}
      className={cx(styles.pick, className)}
    >
      {!hideLabel && <Label className={styles.label ?? ""}>{label}</Label>}
      <Button className={cx(styles.button, inline && styles.inline, small && styles.small, mono && styles.mono)}>
        <SelectValue className={styles.value ?? ""}>
          {({ defaultChildren, isPlaceholder }) => {
            const chosen = choices.find((choice) => choice.id === value);
            return isPlaceholder || !chosen ? defaultChildren : (chosen.mark ?? chosen.text);
          }}
        </SelectValue>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className={menu.popover ?? ""} offset={4}>
        <ListBox className={menu.list ?? ""} items={choices}>
          {(choice) => (
            <ListBoxItem
              id={choice.id}
              textValue={choice.text}
              className={menu.item ?? ""}
              isDisabled={choice.isDisabled ?? false}
            >
              <Text slot="label" className={menu.text ?? ""}>
                {choice.mark ?? choice.text}
              </Text>
              {choice.help && (
                <Text slot="description" className={menu.help ?? ""}>
                  {choice.help}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
