import { useMemo } from "react";
import type { JsonValue } from "../../bridge/types";
import { useConnector } from "../workbench/context";

const most = 400;

/** Paths that a step's samples have, for suggestions before the first run. */
export function usePaths(stepId?: string | null): readonly string[] {
  const { samples, steps } = useConnector();
  return useMemo(() => {
    const id = stepId ?? steps.at(-1)?.id;
    const found = new Set<string>();
    for (const sample of samples ?? []) if (sample.step === id && sample.status < 300) collect(sample.body, "", found);
    return [...found];
  }, [samples, steps, stepId]);
}

function collect(value: JsonValue, path: string, found: Set<string>) {
  if (found.size >= most) return;
  if (Array.isArray(value)) {
    for (const one of value.slice(0, 3)) collect(one, `${path}[*]`, found);
  } else if (value !== null && typeof value === "object") {
    for (const [key, one] of Object.entries(value)) {
      const name = /^[A-Za-z_][\w-]*$/.test(key) ? `${path ? "." : ""}${key}` : `[${JSON.stringify(key)}]`;
      collect(one, path + name, found);
    }
  } else if (path) found.add(path);
}
