import { useEffect } from "react";
import { useGo } from "../../app/view";
import type { Connector } from "../../bridge/types";
import { onGoTo } from "../template/goTo";
import type { DraftStore } from "./drafts";
import { focusPlace } from "./focus";

/** Where a placeholder's value comes from: a place of the connector, or its system's own page (`null`). */
export function placeOf(connector: Connector, reference: string): string | null {
  const [before = "", after] = reference.split(".");
  if (after === undefined) return `fields[${connector.fields.findIndex((field) => field.name === before)}]`;
  const step = connector.steps.findIndex((one) => one.id === before);
  if (step < 0) return null;
  const kept = connector.steps[step]?.extract.findIndex((one) => one.name === after) ?? -1;
  return kept < 0 ? `steps[${step}]` : `steps[${step}].extract[${kept}]`;
}

/** Follows a chip to where its value comes from. */
export function useGoToReference(store: DraftStore) {
  const go = useGo();
  useEffect(
    () =>
      onGoTo((reference) => {
        const { connector } = store.get().documents;
        const place = placeOf(connector, reference);
        if (place === null) go.to({ page: "systems", system: connector.system });
        else focusPlace(place);
      }),
    [go, store],
  );
}
