import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import { Input } from "../../look/Input";
import { useConnector, useDraft, useDraftStore, useProblems } from "../workbench/context";
import { ProblemList } from "../workbench/ProblemList";
import { Section } from "../workbench/Section";
import styles from "./Prompt.module.css";

/** What tells the AI when and how to use the connector. */
export function PromptSection() {
  const store = useDraftStore();
  const connector = useConnector();
  const tokens = useDraft((draft) => draft.tool.tokens);
  const nameProblems = useProblems("tool_name");
  const promptProblems = useProblems("prompt");
  const words = copy.workbench.tool;
  return (
    <Section
      id="prompt"
      at="prompt_section"
      title={words.title}
      lead={words.lead}
      badge={<Chip tone="quiet">{copy.answer.tokens(tokens.count)}</Chip>}
    >
      <div data-at="prompt">
        <Input
          label={words.prompt}
          rows={5}
          spellCheck="true"
          placeholder={words.promptPlaceholder}
          value={connector.prompt ?? ""}
          onChange={(prompt) => store.changeConnector(words.promptLabel, "prompt", (one) => ({ ...one, prompt }))}
        />
        <ProblemList problems={promptProblems} />
      </div>
      <div className={styles.pair}>
        <div data-at="tool_name">
          <Input
            label={words.toolName}
            mono
            help={words.toolNameHelp}
            value={connector.tool_name}
            onChange={(text) => {
              const tool_name = text
                .toLowerCase()
                .replace(/[^a-z0-9_]+/g, "_")
                .slice(0, 64);
              store.changeConnector(words.toolNameLabel, "tool_name", (one) => ({ ...one, tool_name }));
            }}
          />
          <ProblemList problems={nameProblems} />
        </div>
        <Input
          label={words.phrases}
          help={words.phrasesHelp}
          rows={2}
          value={(connector.example_phrases ?? []).join("\n")}
          onChange={(text) =>
            store.changeConnector(words.phrasesLabel, "example_phrases", (one) => ({
              ...one,
              example_phrases: text === "" ? [] : text.split("\n"),
            }))
          }
        />
      </div>
    </Section>
  );
}
