import { useCallback, useMemo } from "react";
import type { NameValue, SignIn, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Input } from "../../look/Input";
import { TemplateField } from "../template/TemplateField";
import { freeName } from "../workbench/names";
import type { Insertable } from "../workbench/placeholders";
import { type SystemEditing, useSystemEditing } from "./editing";
import { settingsAndSecretsOf } from "./insertables";
import { PairInputs } from "./PairInputs";
import { withSecret } from "./signIn";
import { storeSecret } from "./useSecrets";

interface TemplateOptions {
  kind?: "line" | "json" | "text";
  insertables?: readonly Insertable[];
}

/** The inputs of which the fields of every kind of sign-in are made. `key` is the member of the sign-in. */
export function useSignInInputs(system: System) {
  const editing = useSystemEditing(system);
  const { settings, secrets } = system;
  const known = useMemo(() => settingsAndSecretsOf(settings, secrets), [settings, secrets]);
  const keepPasted = useKeepPasted(system, editing);

  function change(key: string, part: Partial<Record<string, unknown>>) {
    editing.change(copy.request.changes.signIn, `sign_in.${key}`, (one) => ({
      ...one,
      sign_in: { ...one.sign_in, ...part } as SignIn,
    }));
  }

  const template = (label: string, key: string, value: string | undefined, options: TemplateOptions = {}) => (
    <TemplateField
      label={label}
      at={`${editing.prefix}sign_in.${key}`}
      kind={options.kind ?? "line"}
      value={value ?? ""}
      insertables={options.insertables ?? known}
      onStoreSecret={keepPasted}
      onChange={(text) => change(key, { [key]: text })}
    />
  );

  const plain = (label: string, key: string, value: string | undefined, placeholder?: string, help?: string) => (
    <div data-at={`${editing.prefix}sign_in.${key}`}>
      <Input
        label={label}
        help={help}
        mono
        placeholder={placeholder}
        value={value ?? ""}
        onChange={(text) => change(key, { [key]: text })}
      />
    </div>
  );

  const pairs = (
    key: string,
    rows: readonly NameValue[] | undefined,
    words: Parameters<typeof PairInputs>[0]["words"],
    insertables: readonly Insertable[] = known,
  ) => (
    <PairInputs
      editing={editing}
      at={`sign_in.${key}`}
      rows={rows ?? []}
      insertables={insertables}
      words={words}
      onChange={(coalesce, edit) =>
        editing.change(copy.request.changes.signIn, coalesce, (one) => ({
          ...one,
          sign_in: { ...one.sign_in, [key]: edit(rows ?? []) } as SignIn,
        }))
      }
    />
  );

  return { editing, known, keepPasted, change, template, plain, pairs };
}

/** A key pasted where it would be saved in plain sight becomes a secret of the system. */
function useKeepPasted(system: System, editing: SystemEditing): (value: string) => Promise<string | null> {
  return useCallback(
    async (value: string) => {
      const name = freeName(
        "api_key",
        (system.secrets ?? []).map((secret) => secret.name),
      );
      editing.change(copy.request.changes.secret, null, (one) => withSecret(one, name));
      await editing.flush();
      return (await storeSecret(system.id, name, value, ["test", "live"])) ? name : null;
    },
    [system.id, system.secrets, editing],
  );
}
