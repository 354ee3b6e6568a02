import type { System } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Pick } from "../../look/Pick";
import { ProblemList } from "../workbench/ProblemList";
import { BrowserSignIn } from "./BrowserSignIn";
import { problemsOf, useSystemEditing } from "./editing";
import { SecretInput } from "./SecretInput";
import { SignInFields } from "./SignInFields";
import { SignInTest } from "./SignInTest";
import { SignInTestLink } from "./SignInTestLink";
import styles from "./Systems.module.css";
import { filledByBrowser, isSecretsAlone, kinds, secretsIn, withSignIn } from "./signIn";

/**
 * How the requests of a system prove that they come from the owner: the kind, its inputs, and a way to try it. In a
 * connector the secrets that it names stand right below; on the system's page they have a part of their own.
 */
export function SignInForm({ system }: { system: System }) {
  const editing = useSystemEditing(system);
  const kind = system.sign_in.type;
  const isInConnector = editing.connectorId !== null;
  const words = copy.request;
  // Where each part is one secret there is nothing to say beside the secrets themselves.
  const isFolded = isInConnector && isSecretsAlone(system.sign_in);
  const named = secretsIn([system.sign_in, system.headers ?? []]);
  const filled = filledByBrowser(system.sign_in);
  const rows = isInConnector ? editing.secrets.filter((row) => named.includes(row.name) && row.name !== filled) : [];
  return (
    <div className={styles.signIn} data-at={`${editing.prefix}sign_in`}>
      <div className={styles.signInHead}>
        <span className={common.quiet} aria-hidden>
          {words.signIn}
        </span>
        <Pick
          label={words.signIn}
          value={kind}
          choices={kinds.map((one) => ({
            id: one,
            text: copy.signIn.kinds[one],
            help: copy.signIn.help[one],
          }))}
          onChange={(next) => editing.change(words.changes.signIn, null, (one) => withSignIn(one, next))}
        />
        {isInConnector && kind !== "none" && <SignInTestLink key={kind} system={system} />}
      </div>
      {!isFolded && <SignInFields system={system} />}
      {rows.length > 0 && (
        <div className={styles.inlineSecrets}>
          {rows.map((row) => (
            <SecretInput key={row.name} row={row} editing={editing} />
          ))}
        </div>
      )}
      {isFolded && (
        <details className={styles.folded}>
          <summary>{copy.systems.howSent}</summary>
          <SignInFields system={system} />
        </details>
      )}
      <ProblemList problems={problemsOf(editing, "sign_in")} />
      {filled && <BrowserSignIn system={system} secret={filled} />}
      {!isInConnector && kind !== "none" && <SignInTest key={kind} system={system} />}
    </div>
  );
}
