/** The values of secrets: into the keychain, out of it, never back to the window. */
import { useCallback } from "react";
import { tell, tellFailure } from "../../app/notices";
import { queryClient, refreshLibrary, secretsQuery, startQuery } from "../../app/queries";
import { call } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { Environment, SecretRows } from "../../bridge/types";
import { copy } from "../../copy";
import { useDraftStore } from "../workbench/context";
import { type DraftStore, knownDraft } from "../workbench/drafts";
import { freeName } from "../workbench/names";
import { withSecret } from "./signIn";

/** Puts a secret's value into the keychain. Gives back why it could not; `null`: it is there. */
export async function keepSecret(
  system_id: string,
  name: string,
  value: string,
  environments: Environment[],
): Promise<CommandFailed | null> {
  try {
    adoptRows(system_id, await call("set_secret", { system_id, name, environments, value }));
    tell(copy.systems.saved(name));
    return null;
  } catch (thrown) {
    return toFailure(thrown);
  }
}

/** Like [`keepSecret`], where there is no place of its own to say why not. */
export async function storeSecret(
  system_id: string,
  name: string,
  value: string,
  environments: Environment[],
): Promise<boolean> {
  const failure = await keepSecret(system_id, name, value, environments);
  if (failure) tellFailure(failure);
  return failure === null;
}

export async function forgetSecret(system_id: string, name: string, environments: Environment[]): Promise<boolean> {
  try {
    adoptRows(system_id, await call("forget_secret", { system_id, name, environments }));
    tell(copy.systems.forgotten(name));
    return true;
  } catch (thrown) {
    tellFailure(thrown);
    return false;
  }
}

/** The answer holds the rows of one system; those of the others stay. */
function adoptRows(systemId: string, rows: SecretRows) {
  queryClient.setQueryData(secretsQuery.queryKey, (known) =>
    known ? { secrets: [...known.secrets.filter((row) => row.system_id !== systemId), ...rows.secrets] } : known,
  );
  void systemChanged(systemId);
}

/** The open connectors that use a system. */
export function draftsWith(systemId: string): DraftStore[] {
  const rows = queryClient.getQueryData(startQuery.queryKey)?.library.connectors ?? [];
  const drafts = rows.map((row) => knownDraft(row.id)).filter((draft) => draft !== undefined);
  return drafts.filter((draft) => draft.get().documents.systems.some((system) => system.id === systemId));
}

/** An open connector of the system: the private addresses that were allowed for it are allowed wherever it is tried. */
export function connectorWith(systemId: string): string | null {
  const drafts = draftsWith(systemId);
  return (drafts.find((draft) => draft.get().allowed_private.length > 0) ?? drafts[0])?.id ?? null;
}

/** Lets the list and the open connectors that use a system know that it, or a secret of it, changed. */
export async function systemChanged(systemId: string) {
  try {
    await Promise.all([refreshLibrary(), ...draftsWith(systemId).map((draft) => draft.refresh())]);
  } catch (thrown) {
    tellFailure(thrown);
  }
}

/** Makes a new secret of a value that was pasted somewhere else, and gives back its name. */
export function useStoreAsSecret(systemId: string | undefined): (value: string) => Promise<string | null> {
  const store = useDraftStore();
  return useCallback(
    async (value: string) => {
      const system = store.get().documents.systems.find((one) => one.id === systemId);
      if (!system) return null;
      const name = freeName(
        "api_key",
        (system.secrets ?? []).map((secret) => secret.name),
      );
      store.changeSystem(system.id, copy.request.changes.secret, null, (one) => withSecret(one, name));
      await store.flush();
      return (await storeSecret(system.id, name, value, ["test", "live"])) ? name : null;
    },
    [store, systemId],
  );
}
