import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Pick } from "../../look/Pick";
import { Tick } from "../../look/Switch";
import styles from "./Request.module.css";
import { stepWrites } from "./steps";
import { useStep } from "./useStep";

/** Stands for "whatever the values are". No reference is empty. */
const always = "";

/** What is special about a request: that it only reads, that it is carried out once, that it depends on a value. */
export function StepOptions({ index }: { index: number }) {
  const { step, known, change } = useStep(index);
  if (!step) return null;
  const words = copy.request;
  const isLookUp = step.method === "GET" || step.method === "HEAD";
  const values = known.filter((one) => one.origin === "field" || one.origin === "step").map((one) => one.reference);
  // A name that is gone stays visible, so that it can be changed.
  const references = step.only_if && !values.includes(step.only_if) ? [...values, step.only_if] : values;
  const canDepend = references.length > 0 && (index > 0 || step.only_if);
  if (isLookUp && !canDepend) return null;

  return (
    <div className={styles.options} data-at={`steps[${index}].only_if`}>
      {!isLookUp && (
        <Tick
          label={words.readsOnly}
          isSelected={Boolean(step.reads_only)}
          onChange={(reads_only) => change(words.changes.options, null, (one) => ({ ...one, reads_only }))}
        />
      )}
      {stepWrites(step) && (
        <Tick
          label={words.idempotencyKey}
          isSelected={Boolean(step.idempotency_key)}
          onChange={(idempotency_key) => change(words.changes.options, null, (one) => ({ ...one, idempotency_key }))}
        />
      )}
      {canDepend && (
        <span className={styles.option}>
          <span className={common.quiet}>{words.onlyIf}</span>
          <Pick
            label={words.onlyIf}
            inline
            value={step.only_if ?? always}
            choices={[
              { id: always, text: words.onlyIfAlways },
              ...references.map((reference) => ({ id: reference, text: words.onlyIfValue(reference) })),
            ]}
            onChange={(reference) =>
              change(words.changes.options, null, (one) => ({
                ...one,
                only_if: reference === always ? null : reference,
              }))
            }
          />
        </span>
      )}
    </div>
  );
}
