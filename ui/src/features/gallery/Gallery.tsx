import { useState } from "react";
import type { Task, TemplateCard } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { CardMarks } from "./CardMarks";
import styles from "./Gallery.module.css";
import { matching, tasksOf } from "./search";
import { TaskFilter } from "./TaskFilter";

interface GalleryProps {
  templates: readonly TemplateCard[];
  onLook(id: string): void;
}

/** Templates to start from, found by system or by what customers want. */
export function Gallery({ templates, onLook }: GalleryProps) {
  const [text, setText] = useState("");
  const [task, setTask] = useState<Task | null>(null);
  const words = copy.gallery;
  const found = matching(templates, text, task);
  return (
    <section aria-label={words.title} className={common.stack}>
      <header className={styles.head}>
        <h2>{words.title}</h2>
        <Input
          label={words.search}
          hideLabel
          placeholder={words.searchPlaceholder(templates.length)}
          value={text}
          onChange={setText}
        />
      </header>
      <TaskFilter tasks={tasksOf(templates)} value={task} onChange={setTask} />
      <p className="visually-hidden" role="status">
        {words.count(found.length)}
      </p>
      {found.length === 0 && <p className={styles.quiet}>{words.none(text.trim())}</p>}
      <ul className={styles.cards}>
        {found.map((card) => (
          <li key={card.id}>
            <button
              type="button"
              className={styles.card}
              aria-label={words.look(card.name, card.system_name)}
              onClick={() => onLook(card.id)}
            >
              <span className={common.quiet}>{card.system_name}</span>
              <strong>{card.name}</strong>
              <span className={styles.summary}>{card.summary}</span>
              <CardMarks card={card} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
