import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "../../bridge/call";
import type { JsonValue } from "../../bridge/types";
import { useSession } from "../test/session";
import { useConnector } from "../workbench/context";

const most = 400;

export interface KnownPaths {
  paths: readonly string[];
  /** Whether a path that is not among them is not in the answer. */
  complete: boolean;
}

/** Paths that a step's last answer and its samples have: suggestions, from the samples before the first run. */
export function useKnownPaths(stepId?: string | null): KnownPaths {
  const { samples, steps } = useConnector();
  const id = stepId ?? steps.at(-1)?.id ?? "";
  const answered = useAnswerPaths(id);
  return useMemo(() => {
    const found = new Set<string>(answered?.paths);
    for (const sample of samples ?? []) if (sample.step === id && sample.status < 300) collect(sample.body, "", found);
    return { paths: [...found], complete: (answered?.complete ?? true) && found.size < most };
  }, [answered, samples, id]);
}

export function usePaths(stepId?: string | null): readonly string[] {
  return useKnownPaths(stepId).paths;
}

/** The paths of a step's answer in the last run that was answered well. */
function useAnswerPaths(step: string) {
  const runId = useSession((session) =>
    session.run?.answers.some((answer) => answer.step === step && answer.is_json && answer.status < 300)
      ? session.run.run_id
      : null,
  );
  return useQuery({
    queryKey: ["answer_paths", runId, step],
    queryFn: () => call("answer_paths", { run_id: runId ?? "", step }),
    enabled: runId !== null,
    gcTime: 60_000,
  }).data;
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
