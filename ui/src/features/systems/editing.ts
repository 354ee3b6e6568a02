/**
 * How the inputs of a system reach the system. On its own page that is a [`SystemStore`]; inside a connector it is the
 * connector's draft, so that the change is part of the connector's undo history. The inputs do not know which.
 */
import { createContext, useContext, useMemo, useSyncExternalStore } from "react";
import type { Problem, SecretRow, System } from "../../bridge/types";
import { DraftContext } from "../workbench/context";

/** The way to disk and back. */
export interface Saving {
  /** Resolves when everything typed is on disk, or a save failed. */
  flush(): Promise<void>;
  /** Looks again at problems and secrets. */
  refresh(): Promise<void>;
}

export interface SystemEditing extends Saving {
  /** What stands before a place of the system in this page: `systems[0].`, or nothing. */
  prefix: string;
  problems: readonly Problem[];
  secrets: readonly SecretRow[];
  /** The connector whose allowed private addresses count. */
  connectorId: string | null;
  change(label: string, coalesce: string | null, edit: (system: System) => System): void;
}

export const SystemEditingContext = createContext<SystemEditing | null>(null);

const noProblems: readonly Problem[] = [];
const noSecrets: readonly SecretRow[] = [];
const never = () => () => {};

export function useSystemEditing(system: System): SystemEditing {
  const own = useContext(SystemEditingContext);
  const draft = useContext(DraftContext);
  const subscribe = draft?.subscribe ?? never;
  const problems = useSyncExternalStore(subscribe, () => draft?.get().problems ?? noProblems);
  const secrets = useSyncExternalStore(subscribe, () => draft?.get().secrets ?? noSecrets);
  const index = useSyncExternalStore(
    subscribe,
    () => draft?.get().documents.systems.findIndex((one) => one.id === system.id) ?? -1,
  );
  return useMemo(() => {
    if (own) return own;
    if (!draft) throw new Error("useSystemEditing outside of a system's page and of a workbench");
    return {
      prefix: `systems[${index}].`,
      problems,
      secrets: secrets.filter((row) => row.system_id === system.id),
      connectorId: draft.id,
      change: (label, coalesce, edit) =>
        draft.changeSystem(system.id, label, coalesce && `${system.id}.${coalesce}`, edit),
      flush: () => draft.flush(),
      refresh: () => draft.refresh(),
    };
  }, [own, draft, index, problems, secrets, system.id]);
}

/** The problems at a place of the system or below it. */
export function problemsOf(editing: SystemEditing, at: string): readonly Problem[] {
  const place = editing.prefix + at;
  return editing.problems.filter(
    (one) => one.at === place || one.at.startsWith(`${place}.`) || one.at.startsWith(`${place}[`),
  );
}
