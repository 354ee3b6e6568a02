import { useCallback, useMemo } from "react";
import type { Connector, Step, System } from "../../bridge/types";
import { copy } from "../../copy";
import { useConnector, useDraftStore, useSecrets, useSystem } from "../workbench/context";
import { replaceAt } from "../workbench/lists";
import { insertables } from "../workbench/placeholders";

/** A step by its position, with what it may insert and how it is changed. */
export function useStep(index: number) {
  const store = useDraftStore();
  const connector = useConnector();
  const step = connector.steps[index];
  const system = useSystem(step?.system);
  const known = useInsertables(connector, system, index);
  const change = useCallback(
    (label: string, coalesce: string | null, edit: (step: Step) => Step) =>
      store.changeConnector(label, coalesce, (one) => {
        const before = one.steps[index];
        return before ? { ...one, steps: replaceAt(one.steps, index, edit(before)) } : one;
      }),
    [store, index],
  );
  return { step, system, known, change };
}

/** What may be inserted into a request of this position. Its identity changes only with what it says. */
export function useInsertables(connector: Connector, system: System | undefined, beforeStep: number) {
  const secrets = useSecrets();
  const { fields, steps } = connector;
  return useMemo(
    () => insertables({ fields, steps }, system, secrets, beforeStep, copy.rules.ofStep),
    [fields, steps, system, secrets, beforeStep],
  );
}
