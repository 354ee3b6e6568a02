import { Plus } from "lucide-react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import { useConnector, useDraftStore } from "../workbench/context";
import { Section } from "../workbench/Section";
import styles from "./Request.module.css";
import { StepCard } from "./StepCard";
import { newStep } from "./steps";

/** Where the data comes from: the requests, in order. */
export function RequestSection() {
  const store = useDraftStore();
  const { steps } = useConnector();
  const words = copy.request;
  const isOne = steps.length <= 1;
  return (
    <Section
      id="request"
      at="steps"
      title={isOne ? words.title : words.titleMany}
      lead={isOne ? words.lead : words.leadMany}
      badge={!isOne && <Chip tone="quiet">{words.inOrder(steps.length)}</Chip>}
    >
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <li key={step.id} className={styles.stepItem}>
            <StepCard index={index} isOnly={isOne} />
          </li>
        ))}
      </ol>
      <div>
        <Button
          look="link"
          onPress={() =>
            store.changeConnector(words.changes.add, null, (connector) => ({
              ...connector,
              steps: [...connector.steps, newStep(connector)],
            }))
          }
        >
          <Plus size={15} aria-hidden />
          {words.add}
        </Button>
      </div>
    </Section>
  );
}
