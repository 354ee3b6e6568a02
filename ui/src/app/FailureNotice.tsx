import type { CommandFailed } from "../bridge/failure";
import { copy } from "../copy";
import { Notice } from "../look/Notice";

/** Why what was asked for was not done, and what to do now; read out when it comes. */
export function FailureNotice({ failure }: { failure: CommandFailed }) {
  return (
    <div role="alert">
      <Notice tone="bad" title={failure.message || copy.common.errors[failure.code]}>
        {failure.hint}
      </Notice>
    </div>
  );
}
