import type { SignIn, System } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Pick } from "../../look/Pick";
import styles from "./Systems.module.css";
import { useSignInInputs } from "./useSignInInputs";

interface OauthFieldsProps {
  system: System;
  signIn: Extract<SignIn, { type: "oauth2_client_credentials" | "oauth2_authorization_code" }>;
}

/** Both kinds of OAuth: where to ask, who asks and for what. What is seldom needed is folded away. */
export function OauthFields({ system, signIn }: OauthFieldsProps) {
  const { change, template, plain, pairs } = useSignInInputs(system);
  const words = copy.signIn;
  const byBrowser = signIn.type === "oauth2_authorization_code";
  const parameterWords = {
    name: words.parameterName,
    value: words.parameterValue,
    add: words.addParameter,
    remove: words.removeParameter,
  };
  return (
    <>
      <div className={styles.fields}>
        {byBrowser &&
          plain(
            words.authorizationUrl,
            "authorization_url",
            signIn.authorization_url,
            "https://",
            words.authorizationUrlHelp,
          )}
        {plain(words.tokenUrl, "token_url", signIn.token_url, "/oauth/token", words.tokenUrlHelp)}
      </div>
      <div className={styles.fields}>
        {template(words.clientId, "client_id", signIn.client_id)}
        {template(byBrowser ? words.clientSecretOptional : words.clientSecret, "client_secret", signIn.client_secret)}
        {plain(words.scope, "scope", signIn.scope, undefined, words.scopeHelp)}
      </div>
      {byBrowser && <p className={common.quiet}>{words.redirect}</p>}
      <details className={styles.folded}>
        <summary>{words.more}</summary>
        <div className={common.stack}>
          <div className={styles.fields}>
            <Pick
              label={words.authentication}
              hideLabel={false}
              value={signIn.client_authentication}
              choices={[
                { id: "basic", text: words.authentications.basic },
                { id: "body", text: words.authentications.body },
              ]}
              onChange={(how) => change("client_authentication", { client_authentication: how })}
            />
            {plain(words.header, "header", signIn.header, "Authorization")}
            {plain(words.prefix, "prefix", signIn.prefix, "Bearer")}
          </div>
          <p className={common.quiet}>{byBrowser ? words.pageParametersHelp : words.tokenParametersHelp}</p>
          {pairs("parameters", signIn.parameters, parameterWords)}
        </div>
      </details>
    </>
  );
}
