import { ChevronDown, ChevronUp, Download, ListFilter, ListTree } from "lucide-react";
import { type KeyboardEvent, type Ref, useRef } from "react";
import { tellFailure } from "../../app/notices";
import { call } from "../../bridge/call";
import type { Fold } from "../../bridge/types";
import { copy } from "../../copy";
import { IconButton } from "../../look/Button";
import { Input } from "../../look/Input";
import { ActionMenu } from "../../look/Menu";
import styles from "./Answer.module.css";
import { saveAnswer } from "./saveAnswer";

export interface FindState {
  text: string;
  nodes: readonly number[];
  total: number;
  /** Which of `nodes`. */
  at: number;
  /** Why what was typed is no path. */
  problem: string | null;
  /** Everything else is hidden. */
  only: boolean;
}

export const nothingFound: FindState = { text: "", nodes: [], total: 0, at: 0, problem: null, only: false };

interface FindBarProps {
  inputRef: Ref<HTMLInputElement>;
  place: { run_id: string; step: string };
  find: FindState;
  onFind(find: FindState): void;
  onReveal(node: number): void;
  onFold(fold: Fold): void;
}

/** Finding, opening and closing, saving. */
export function FindBar({ inputRef, place, find, onFind, onReveal, onFold }: FindBarProps) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const typed = useRef("");
  const words = copy.test;

  function type(text: string) {
    typed.current = text;
    onFind({ ...nothingFound, text, only: find.only });
    if (find.only && !text.trim()) onFold({ type: "only", text: "" });
    clearTimeout(timer.current);
    if (text.trim()) timer.current = setTimeout(() => void look(text), 150);
  }

  async function look(text: string) {
    try {
      const found = await call("answer_find", { ...place, text });
      // What was typed meanwhile must not be taken back by the answer for less of it.
      if (typed.current !== text) return;
      onFind({ text, nodes: found.nodes, total: found.total, at: 0, problem: found.problem, only: find.only });
      if (find.only) onFold({ type: "only", text });
      const [first] = found.nodes;
      if (first !== undefined) onReveal(first);
    } catch (thrown) {
      tellFailure(thrown);
    }
  }

  function step(by: number) {
    if (find.nodes.length === 0) return;
    const at = (find.at + by + find.nodes.length) % find.nodes.length;
    onFind({ ...find, at });
    const node = find.nodes[at];
    if (node !== undefined) onReveal(node);
  }

  function filter() {
    const only = !find.only;
    onFind({ ...find, only });
    onFold({ type: "only", text: only ? find.text : "" });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && find.text) type("");
    else return;
    event.preventDefault();
  }

  return (
    <div className={styles.bar}>
      <Input
        label={words.find}
        hideLabel
        placeholder={words.findHint}
        value={find.text}
        onChange={type}
        onKeyDown={onKeyDown}
        inputRef={inputRef}
      />
      <span className={styles.matches} role="status">
        {find.nodes.length > 0 && words.matches(find.at + 1, find.total)}
        {find.text.trim() && find.nodes.length === 0 && (find.problem ? words.noPath : words.noMatch)}
      </span>
      {find.nodes.length > 1 && (
        <>
          <IconButton small label={words.previousMatch} onPress={() => step(-1)}>
            <ChevronUp size={14} aria-hidden />
          </IconButton>
          <IconButton small label={words.nextMatch} onPress={() => step(1)}>
            <ChevronDown size={14} aria-hidden />
          </IconButton>
        </>
      )}
      {(find.nodes.length > 0 || find.only) && (
        <IconButton small label={words.onlyFound} aria-pressed={find.only} onPress={filter}>
          <ListFilter size={15} aria-hidden />
        </IconButton>
      )}
      <ActionMenu
        label={words.folding}
        actions={[
          { id: "all", text: words.expandAll, run: () => onFold({ type: "all" }) },
          { id: "none", text: words.collapseAll, run: () => onFold({ type: "to_depth", depth: 0 }) },
          ...[1, 2, 3].map((depth) => ({
            id: String(depth),
            text: words.level(depth),
            run: () => onFold({ type: "to_depth", depth }),
          })),
        ]}
      >
        <IconButton small label={words.folding}>
          <ListTree size={15} aria-hidden />
        </IconButton>
      </ActionMenu>
      <IconButton small label={words.saveAnswer} onPress={() => void saveAnswer(place)}>
        <Download size={15} aria-hidden />
      </IconButton>
    </div>
  );
}
