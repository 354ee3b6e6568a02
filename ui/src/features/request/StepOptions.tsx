import { copy } from "../../copy";
import { Tick } from "../../look/Switch";
import { useStep } from "./useStep";

/** What is special about a request that is not a plain look-up. */
export function StepOptions({ index }: { index: number }) {
  const { step, change } = useStep(index);
  if (!step) return null;
  return (
    <Tick
      label={copy.request.readsOnly}
      isSelected={Boolean(step.reads_only)}
      onChange={(reads_only) => change(copy.request.changes.options, null, (one) => ({ ...one, reads_only }))}
    />
  );
}
