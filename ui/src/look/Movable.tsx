import { GripVertical } from "lucide-react";
import { type DragEvent, type HTMLAttributes, type KeyboardEvent, type ReactNode, useState } from "react";
import { copy } from "../copy";
import { cx } from "./cx";
import styles from "./Movable.module.css";

interface MovableProps extends Omit<HTMLAttributes<HTMLDivElement>, "onMoveCapture"> {
  /** The list that it belongs to; nothing of another list can be dropped here. */
  list: string;
  index: number;
  count: number;
  /** It stands in the list and cannot be moved: the empty row at the end. */
  isFixed?: boolean;
  /** Its place now, and the place it shall have. */
  onMove(from: number, to: number): void;
  children: ReactNode;
}

const inputs = "input, textarea, .cm-content, button";

/**
 * Something of a list that can be moved: by its grip with the pointer, by Alt and an arrow from anywhere inside it. Its
 * menu should offer the same. The focus goes along.
 */
export function Movable({ list, index, count, isFixed = false, onMove, children, className, ...props }: MovableProps) {
  const [isOver, setIsOver] = useState(false);
  const kind = `application/x-drawbridge-${list.toLowerCase().replace(/[^a-z0-9]/g, "-")}`;

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (!event.altKey || by === 0 || isFixed) return;
    event.preventDefault();
    const to = index + by;
    if (to < 0 || to >= count) return;
    const row = event.currentTarget;
    const focused = [...row.querySelectorAll(inputs)].findIndex((one) => one.contains(document.activeElement));
    const neighbour = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    onMove(index, to);
    setTimeout(() => neighbour?.querySelectorAll<HTMLElement>(inputs)[focused]?.focus());
  }

  function onDrop(event: DragEvent) {
    setIsOver(false);
    const from = Number.parseInt(event.dataTransfer.getData(kind), 10);
    if (Number.isNaN(from) || from === index) return;
    event.preventDefault();
    onMove(from, index);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the grip is one of three ways; the menu and the keys are the others
    <div
      {...props}
      className={cx(styles.movable, isOver && styles.over, className)}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (isFixed || !event.dataTransfer.types.includes(kind)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      {!isFixed && (
        <span
          aria-hidden="true"
          className={styles.grip}
          title={copy.common.drag}
          draggable
          onDragStart={(event) => {
            event.dataTransfer.setData(kind, String(index));
            event.dataTransfer.effectAllowed = "move";
          }}
        >
          <GripVertical size={13} />
        </span>
      )}
      {children}
    </div>
  );
}
