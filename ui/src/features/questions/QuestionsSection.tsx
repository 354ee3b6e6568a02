import { Plus } from "lucide-react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { useConnector } from "../workbench/context";
import { freeName } from "../workbench/names";
import { Section } from "../workbench/Section";
import { useMakeQuestion } from "../workbench/useQuestions";
import { QuestionRow } from "./QuestionRow";
import styles from "./Questions.module.css";

/** What the bot asks the customer for. */
export function QuestionsSection() {
  const { fields } = useConnector();
  const makeQuestion = useMakeQuestion();
  const words = copy.questions;
  return (
    <Section id="questions" at="fields" title={words.title} lead={words.lead}>
      {fields.length === 0 ? (
        <p className={styles.empty}>{words.empty}</p>
      ) : (
        <div className={styles.table} role="table" aria-label={words.title}>
          <div className={styles.head} role="row">
            {Object.values(words.columns).map((column) => (
              <span key={column} role="columnheader">
                {column}
              </span>
            ))}
            <span role="columnheader">
              <span className="visually-hidden">{copy.common.more}</span>
            </span>
          </div>
          {fields.map((field, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a question's name is edited in place
            <QuestionRow key={index} field={field} index={index} count={fields.length} />
          ))}
        </div>
      )}
      <div>
        <Button
          look="link"
          onPress={() =>
            makeQuestion(
              freeName(
                "question",
                fields.map((field) => field.name),
              ),
            )
          }
        >
          <Plus size={15} aria-hidden />
          {words.add}
        </Button>
      </div>
    </Section>
  );
}
