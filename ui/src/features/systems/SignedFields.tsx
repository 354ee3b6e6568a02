import { useMemo } from "react";
import type { SignIn, System } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Pick } from "../../look/Pick";
import { partsOfRequest } from "./insertables";
import styles from "./Systems.module.css";
import { useSignInInputs } from "./useSignInInputs";

interface SignedFieldsProps {
  system: System;
  signIn: Extract<SignIn, { type: "hmac" }>;
}

/** What is signed, with which key, and where the signature goes. */
export function SignedFields({ system, signIn }: SignedFieldsProps) {
  const { known, change, template, plain, pairs } = useSignInInputs(system);
  const insertables = useMemo(() => [...partsOfRequest(), ...known], [known]);
  const words = copy.signIn;
  return (
    <>
      <div className={styles.fields}>
        {template(words.key, "key", signIn.key)}
        {plain(words.signatureHeader, "header", signIn.header, "X-Signature")}
        {template(words.signaturePrefix, "prefix", signIn.prefix)}
        <Pick
          label={words.encoding}
          hideLabel={false}
          value={signIn.encoding}
          choices={[
            { id: "hex", text: words.encodings.hex },
            { id: "base64", text: words.encodings.base64 },
          ]}
          onChange={(encoding) => change("encoding", { encoding })}
        />
      </div>
      {template(words.message, "message", signIn.message, { kind: "text", insertables })}
      <p className={common.quiet}>{words.messageHelp}</p>
      <p className={common.quiet}>{words.signedHeadersHelp}</p>
      {pairs(
        "headers",
        signIn.headers,
        { ...copy.request.rows.header, add: copy.systems.addHeader, remove: copy.systems.removeHeader },
        insertables,
      )}
    </>
  );
}
