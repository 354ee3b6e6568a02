import type { System } from "../../bridge/types";
import { copy } from "../../copy";
import { Pick } from "../../look/Pick";
import { ProblemList } from "../workbench/ProblemList";
import { problemsOf, useSystemEditing } from "./editing";
import { SignInFields } from "./SignInFields";
import { SignInTest } from "./SignInTest";
import styles from "./Systems.module.css";
import { editable, isEditable, withSignIn } from "./signIn";

/** How the requests of a system prove that they come from the owner: the kind, its inputs, and a way to try it. */
export function SignInForm({ system }: { system: System }) {
  const editing = useSystemEditing(system);
  const kind = system.sign_in.type;
  const words = copy.request;
  const kinds = isEditable(kind) ? editable : [...editable, kind];
  return (
    <div className={styles.stack} data-at={`${editing.prefix}sign_in`}>
      <Pick
        label={words.signIn}
        hideLabel={false}
        value={kind}
        choices={kinds.map((one) => ({
          id: one,
          text: words.signInKinds[one],
          help: isEditable(one) ? words.signInHelp[one] : words.signInLater,
        }))}
        onChange={(next) => editing.change(words.changes.signIn, null, (one) => withSignIn(one, next))}
      />
      {!isEditable(kind) && <p className={styles.quiet}>{words.signInLater}</p>}
      <SignInFields system={system} />
      <ProblemList problems={problemsOf(editing, "sign_in")} />
      <SignInTest key={kind} system={system} />
    </div>
  );
}
