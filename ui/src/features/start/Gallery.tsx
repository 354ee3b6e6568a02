import { useState } from "react";
import type { TemplateCard } from "../../bridge/types";
import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import { Input } from "../../look/Input";
import styles from "./StartPage.module.css";

interface GalleryProps {
  templates: readonly TemplateCard[];
  onUse(id: string): void;
}

/** Templates to start from. */
export function Gallery({ templates, onUse }: GalleryProps) {
  const [text, setText] = useState("");
  const words = copy.start;
  const wanted = text.trim().toLowerCase();
  const found = templates.filter((card) =>
    `${card.name} ${card.system_name} ${card.summary}`.toLowerCase().includes(wanted),
  );
  return (
    <section aria-label={words.templates}>
      <header className={styles.galleryHead}>
        <h2>{words.templates}</h2>
        <Input
          label={words.templateSearch}
          hideLabel
          placeholder={words.templateSearchPlaceholder(templates.length)}
          value={text}
          onChange={setText}
        />
      </header>
      {found.length === 0 && <p className={styles.trust}>{words.noTemplate(text)}</p>}
      <ul className={styles.cards}>
        {found.map((card) => (
          <li key={card.id}>
            <button
              type="button"
              className={styles.card}
              aria-label={words.use(card.name, card.system_name)}
              onClick={() => onUse(card.id)}
            >
              <span className={styles.cardHead}>
                <strong>{card.name}</strong>
                <Chip tone="quiet">{words.calls(card.calls)}</Chip>
                {card.writes && (
                  <Chip tone="warn" title={words.writesHelp}>
                    {words.writes}
                  </Chip>
                )}
              </span>
              <span className={styles.system}>{card.system_name}</span>
              <span>{card.summary}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
