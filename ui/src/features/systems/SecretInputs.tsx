import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Secret, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { freeName, toName } from "../workbench/names";
import { ProblemList } from "../workbench/ProblemList";
import { problemsOf, useSystemEditing } from "./editing";
import { SecretInput } from "./SecretInput";
import styles from "./Systems.module.css";
import { isAnywhere } from "./secretStatus";
import { secretsIn, withSecret } from "./signIn";

/** All secrets of a system. */
export function SecretInputs({ system }: { system: System }) {
  const editing = useSystemEditing(system);
  const secrets = system.secrets ?? [];
  const used = secretsIn([system.sign_in, system.headers ?? []]);
  const words = copy.systems;

  function describe(secret: Secret, key: "label" | "help", text: string) {
    editing.change(words.changes.secrets, `secrets.${secret.name}.${key}`, (one) => ({
      ...one,
      secrets: (one.secrets ?? []).map((known) => (known.name === secret.name ? { ...known, [key]: text } : known)),
    }));
  }

  function remove(name: string) {
    editing.change(words.changes.removeSecret(name), null, (one) => ({
      ...one,
      secrets: (one.secrets ?? []).filter((known) => known.name !== name),
    }));
  }

  return (
    <div className={common.stack} data-at={`${editing.prefix}secrets`}>
      {secrets.length === 0 && <p className={common.quiet}>{words.noSecrets}</p>}
      <div className={styles.divided}>
        {secrets.map((secret) => {
          const row = editing.secrets.find((one) => one.name === secret.name);
          return (
            <div key={secret.name}>
              {row && <SecretInput row={row} full editing={editing} />}
              <details className={styles.describe}>
                <summary>{words.describe(secret.name)}</summary>
                <div className={styles.pair}>
                  <Input
                    label={words.label}
                    value={secret.label ?? ""}
                    onChange={(text) => describe(secret, "label", text)}
                  />
                  <Input
                    label={words.help}
                    value={secret.help ?? ""}
                    onChange={(text) => describe(secret, "help", text)}
                  />
                  {!used.includes(secret.name) && (!row || !isAnywhere(row)) && (
                    <IconButton label={words.changes.removeSecret(secret.name)} onPress={() => remove(secret.name)}>
                      <Trash2 size={15} aria-hidden />
                    </IconButton>
                  )}
                </div>
              </details>
            </div>
          );
        })}
      </div>
      <ProblemList problems={problemsOf(editing, "secrets")} />
      <AddSecret
        taken={secrets.map((one) => one.name)}
        onAdd={(name) => editing.change(words.changes.addSecret(name), null, (one) => withSecret(one, name))}
      />
    </div>
  );
}

function AddSecret({ taken, onAdd }: { taken: readonly string[]; onAdd(name: string): void }) {
  const [text, setText] = useState("");
  const words = copy.systems;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (toName(text) === "") return;
    onAdd(freeName(text, taken));
    setText("");
  }

  return (
    <form className={styles.addSecret} onSubmit={submit}>
      <Input label={words.newSecret} mono placeholder="api_key" value={text} onChange={setText} />
      <Button type="submit" isDisabled={toName(text) === ""}>
        <Plus size={15} aria-hidden />
        {words.addSecret}
      </Button>
    </form>
  );
}
