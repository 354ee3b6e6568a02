import type { ReactNode } from "react";
import type { CommandFailed } from "../bridge/failure";
import { copy } from "../copy";
import { Notice } from "../look/Notice";

interface FailureNoticeProps {
  failure: CommandFailed;
  action?: ReactNode;
}

/** Why what was asked for was not done, and what to do now; read out when it comes. */
export function FailureNotice({ failure, action }: FailureNoticeProps) {
  return (
    <div role="alert">
      <Notice tone="bad" title={failure.message || copy.common.errors[failure.code]} action={action}>
        {failure.hint}
      </Notice>
    </div>
  );
}
