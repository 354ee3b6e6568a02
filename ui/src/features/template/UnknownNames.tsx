import { TriangleAlert } from "lucide-react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { type Insertable, placeholders } from "../workbench/placeholders";
import styles from "./TemplateField.module.css";

interface UnknownNamesProps {
  value: string;
  insertables: readonly Insertable[];
  onMakeQuestion?: ((name: string) => void) | undefined;
}

/** Names in a text that nothing has yet, each with the way to make it a question. */
export function UnknownNames({ value, insertables, onMakeQuestion }: UnknownNamesProps) {
  const unknown = [...new Set(placeholders(value).map((span) => span.reference))].filter(
    (reference) => !insertables.some((one) => one.reference === reference),
  );
  return unknown.map((reference) => (
    <div key={reference} className={styles.unknownLine}>
      <TriangleAlert size={14} aria-hidden />
      <span>{copy.request.unknown(reference)}</span>
      {onMakeQuestion && !reference.includes(".") && (
        <Button
          look="link"
          small
          aria-label={copy.request.makeQuestionNamed(reference)}
          onPress={() => onMakeQuestion(reference)}
        >
          {copy.request.makeQuestion}
        </Button>
      )}
    </div>
  ));
}
