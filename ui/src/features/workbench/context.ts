/** How the parts of the workbench reach the draft. Each part watches only what it shows. */
import { createContext, useContext, useSyncExternalStore } from "react";
import type { Problem, SecretRow, System } from "../../bridge/types";
import type { Draft } from "./draft";
import type { DraftStore } from "./drafts";

export const DraftContext = createContext<DraftStore | null>(null);

export function useDraftStore(): DraftStore {
  const store = useContext(DraftContext);
  if (!store) throw new Error("useDraftStore outside of a workbench");
  return store;
}

/** A part of the draft. `select` must give back the same object for the same draft. */
export function useDraft<Part>(select: (draft: Draft) => Part): Part {
  const store = useDraftStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

export const useConnector = () => useDraft((draft) => draft.documents.connector);

const noSecrets: readonly SecretRow[] = [];

export const useSecrets = () => useDraft((draft) => draft.secrets ?? noSecrets);

/** The system of a step, or the connector's own. */
export function useSystem(id?: string | null): System | undefined {
  return useDraft((draft) =>
    draft.documents.systems.find((system) => system.id === (id ?? draft.documents.connector.system)),
  );
}

export function useSystemIndex(id: string): number {
  return useDraft((draft) => draft.documents.systems.findIndex((system) => system.id === id));
}

/** The problems at a place or below it. */
export function useProblems(at: string): readonly Problem[] {
  const problems = useDraft((draft) => draft.problems);
  return problemsAt(problems, at);
}

export function problemsAt(problems: readonly Problem[], at: string): readonly Problem[] {
  return problems.filter(
    (problem) => problem.at === at || problem.at.startsWith(`${at}.`) || problem.at.startsWith(`${at}[`),
  );
}

const noProblems: readonly Problem[] = [];

/** The problems of a place itself, without those below it. */
export function useProblemsExactly(at: string): readonly Problem[] {
  const problems = useDraft((draft) => draft.problems);
  const found = problems.filter((problem) => problem.at === at);
  return found.length > 0 ? found : noProblems;
}
