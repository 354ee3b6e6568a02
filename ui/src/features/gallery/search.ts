/**
 * Which templates are shown, by the words of a search, in any order, and by what a customer wants; those for one task
 * stand together.
 */
import type { Task, TemplateCard } from "../../bridge/types";
import { copy } from "../../copy";
import { fold } from "../palette/fuzzy";

export function matching(cards: readonly TemplateCard[], text: string, task: Task | null): readonly TemplateCard[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const order = Object.keys(copy.gallery.tasks);
  const sorted = cards.toSorted((one, other) => order.indexOf(one.task) - order.indexOf(other.task));
  return sorted.filter((card) => {
    if (task && card.task !== task) return false;
    const all = fold(
      [
        card.name,
        card.system_name,
        card.summary,
        copy.gallery.tasks[card.task],
        copy.gallery.taskWords[card.task],
      ].join(" "),
    );
    return words.every((word) => all.includes(word));
  });
}

/** The tasks that templates are for, in the order of the copy. */
export function tasksOf(cards: readonly TemplateCard[]): readonly Task[] {
  const present = new Set(cards.map((card) => card.task));
  return (Object.keys(copy.gallery.tasks) as Task[]).filter((task) => present.has(task));
}
