import type { ReactElement, ReactNode, RefObject } from "react";
import { Header, Keyboard, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Text } from "react-aria-components";
import { cx } from "./cx";
import styles from "./Menu.module.css";

export interface Action {
  id: string;
  text: string;
  keys?: string | undefined;
  help?: string | undefined;
  icon?: ReactNode;
  danger?: boolean;
  isDisabled?: boolean;
  run(): void;
}

function items(actions: readonly Action[]) {
  return actions.map((action) => (
    <MenuItem
      key={action.id}
      id={action.id}
      textValue={action.text}
      onAction={action.run}
      isDisabled={action.isDisabled ?? false}
      className={cx(styles.item, action.danger && styles.danger)}
    >
      <Text slot="label" className={styles.text ?? ""}>
        {action.icon}
        {action.text}
        {action.keys && <Keyboard className={styles.keys ?? ""}>{action.keys}</Keyboard>}
      </Text>
      {action.help && (
        <Text slot="description" className={styles.help ?? ""}>
          {action.help}
        </Text>
      )}
    </MenuItem>
  ));
}

interface ActionMenuProps {
  label: string;
  actions: readonly Action[];
  /** The button that opens it. */
  children: ReactElement;
}

/** A button's menu. */
export function ActionMenu({ label, actions, children }: ActionMenuProps) {
  return (
    <MenuTrigger>
      {children}
      <Popover className={styles.popover ?? ""} offset={4}>
        <Menu aria-label={label} className={styles.list ?? ""}>
          {items(actions)}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

interface PlacedMenuProps {
  label: string;
  header: ReactNode;
  actions: readonly Action[];
  at: RefObject<Element | null>;
  isOpen: boolean;
  onClose(): void;
}

/** A menu beside something that is no button: a row of an answer. */
export function PlacedMenu({ label, header, actions, at, isOpen, onClose }: PlacedMenuProps) {
  return (
    <Popover
      className={styles.popover ?? ""}
      triggerRef={at}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      placement="bottom end"
      offset={4}
      aria-label={label}
    >
      <Menu aria-label={label} className={styles.list ?? ""} autoFocus="first" onClose={onClose}>
        <MenuSection>
          <Header className={styles.header ?? ""}>{header}</Header>
          {items(actions)}
        </MenuSection>
      </Menu>
    </Popover>
  );
}
