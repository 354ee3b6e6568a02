import { useCallback, useMemo } from "react";
import type { SignIn, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Input } from "../../look/Input";
import { Pick } from "../../look/Pick";
import { TemplateField } from "../template/TemplateField";
import { freeName } from "../workbench/names";
import { type SystemEditing, useSystemEditing } from "./editing";
import { settingsAndSecretsOf } from "./insertables";
import styles from "./Systems.module.css";
import { withSecret } from "./signIn";
import { storeSecret } from "./useSecrets";

/** What a kind of sign-in needs to know beside the values of its secrets. */
export function SignInFields({ system }: { system: System }) {
  const editing = useSystemEditing(system);
  const { sign_in: signIn, settings, secrets } = system;
  const known = useMemo(() => settingsAndSecretsOf(settings, secrets), [settings, secrets]);
  const keepPasted = useKeepPasted(system, editing);
  const words = copy.request;

  function change(key: string, part: Partial<Record<string, unknown>>) {
    editing.change(words.changes.signIn, `sign_in.${key}`, (one) => ({
      ...one,
      sign_in: { ...one.sign_in, ...part } as SignIn,
    }));
  }

  const template = (label: string, key: string, value: string) => (
    <TemplateField
      label={label}
      at={`${editing.prefix}sign_in.${key}`}
      value={value}
      insertables={known}
      onStoreSecret={keepPasted}
      onChange={(text) => change(key, { [key]: text })}
    />
  );
  const plain = (label: string, key: string, value: string | undefined, placeholder?: string) => (
    <div data-at={`${editing.prefix}sign_in.${key}`}>
      <Input
        label={label}
        mono
        placeholder={placeholder}
        value={value ?? ""}
        onChange={(text) => change(key, { [key]: text })}
      />
    </div>
  );

  switch (signIn.type) {
    case "api_key":
      return (
        <div className={styles.fields}>
          <Pick
            label={words.keyPlacement}
            hideLabel={false}
            value={signIn.placement}
            choices={[
              { id: "header", text: words.placements.header },
              { id: "query", text: words.placements.query, help: copy.systems.queryHelp },
            ]}
            onChange={(placement) => change("placement", { placement })}
          />
          {plain(words.keyName, "name", signIn.name)}
          {template(words.keyValue, "value", signIn.value)}
        </div>
      );
    case "basic":
      return (
        <div className={styles.fields}>
          {template(words.username, "username", signIn.username)}
          {template(words.password, "password", signIn.password)}
        </div>
      );
    case "bearer":
      return (
        <div className={styles.fields}>
          {template(words.token, "token", signIn.token)}
          {plain(words.prefix, "prefix", signIn.prefix, "Bearer")}
        </div>
      );
    case "token_request":
      return (
        <>
          <div className={styles.fields}>
            <Pick
              label={words.loginMethod}
              hideLabel={false}
              mono
              value={signIn.method}
              choices={[
                { id: "POST", text: "POST" },
                { id: "GET", text: "GET" },
                { id: "PUT", text: "PUT" },
              ]}
              onChange={(method) => change("method", { method })}
            />
            {template(words.loginPath, "path", signIn.path)}
          </div>
          {signIn.body && "text" in signIn.body && (
            <TemplateField
              label={words.loginBody}
              kind={signIn.body.type === "json" ? "json" : "text"}
              at={`${editing.prefix}sign_in.body`}
              value={signIn.body.text}
              insertables={known}
              onStoreSecret={keepPasted}
              onChange={(text) => change("body", { body: { ...signIn.body, text } })}
            />
          )}
          <div className={styles.fields}>
            {plain(words.tokenPath, "token_path", signIn.token_path)}
            {plain(words.tokenHeader, "header", signIn.header)}
            {plain(words.prefix, "prefix", signIn.prefix)}
            {plain(words.expiresPath, "expires_in_path", signIn.expires_in_path)}
          </div>
        </>
      );
    default:
      return null;
  }
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
