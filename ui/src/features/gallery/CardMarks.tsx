import type { TemplateCard } from "../../bridge/types";
import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import styles from "./Gallery.module.css";

/** How many requests, and what one should know before anything else. */
export function CardMarks({ card }: { card: TemplateCard }) {
  const words = copy.gallery;
  return (
    <span className={styles.marks}>
      <Chip tone="quiet">{words.calls(card.calls)}</Chip>
      {card.writes && (
        <Chip tone="warn" title={words.writesHelp}>
          {words.writes}
        </Chip>
      )}
      {card.public && (
        <Chip tone="quiet" title={words.publicHelp}>
          {words.public}
        </Chip>
      )}
    </span>
  );
}
