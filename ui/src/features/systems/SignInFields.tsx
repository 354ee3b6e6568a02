import type { System } from "../../bridge/types";
import { copy } from "../../copy";
import { Pick } from "../../look/Pick";
import { TemplateField } from "../template/TemplateField";
import { OauthFields } from "./OauthFields";
import { SignedFields } from "./SignedFields";
import styles from "./Systems.module.css";
import { useSignInInputs } from "./useSignInInputs";

/** What a kind of sign-in needs to know beside the values of its secrets. */
export function SignInFields({ system }: { system: System }) {
  const { editing, known, keepPasted, change, template, plain } = useSignInInputs(system);
  const signIn = system.sign_in;
  const words = copy.request;

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
    case "oauth2_client_credentials":
    case "oauth2_authorization_code":
      return <OauthFields system={system} signIn={signIn} />;
    case "hmac":
      return <SignedFields system={system} signIn={signIn} />;
    case "none":
      return null;
  }
}
