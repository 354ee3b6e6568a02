import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { copy } from "../copy";
import { IconButton } from "./Button";
import { cx } from "./cx";
import styles from "./Dialog.module.css";

interface DialogProps {
  title: string;
  children: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  /** For what must be answered: no closing by a click beside it. */
  alert?: boolean;
  onClose(): void;
}

/** A question or a task that stands before everything else until it is closed. */
export function Dialog({ title, children, footer, wide, alert = false, onClose }: DialogProps) {
  return (
    <ModalOverlay
      isOpen
      isDismissable={!alert}
      onOpenChange={(open) => !open && onClose()}
      className={styles.overlay ?? ""}
    >
      <Modal className={cx(styles.modal, wide && styles.wide)}>
        <AriaDialog className={styles.dialog ?? ""} role={alert ? "alertdialog" : "dialog"}>
          <header className={styles.header}>
            <Heading slot="title" level={2} className={styles.title ?? ""}>
              {title}
            </Heading>
            <IconButton label={copy.common.close} onPress={onClose}>
              <X size={16} aria-hidden />
            </IconButton>
          </header>
          <div className={styles.body}>{children}</div>
          {footer && <footer className={styles.footer}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
