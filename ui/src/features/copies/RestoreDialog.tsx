import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FailureNotice } from "../../app/FailureNotice";
import { useAttempt } from "../../app/useAttempt";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { CopyContents, Restored } from "../../bridge/types";
import { copy } from "../../copy";
import { formatWhen } from "../../copy/numbers";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Notice } from "../../look/Notice";
import { flushAll } from "../workbench/drafts";
import styles from "./Copies.module.css";
import { CopyProgress } from "./CopyProgress";

interface RestoreDialogProps {
  /** `null`: the person is asked for a file. */
  copyName: string | null;
  onClose(): void;
}

/** Looks at a copy, says what going back to it means, and does it only after a yes. */
export function RestoreDialog({ copyName, onClose }: RestoreDialogProps) {
  const { isBusy, failure, attempt } = useAttempt();
  const [restored, setRestored] = useState<Restored | null>(null);
  const words = copy.copies;
  const found = useQuery({
    queryKey: ["restore", copyName],
    queryFn: async () => {
      await flushAll();
      const preview = await call("restore_preview", { copy: copyName });
      // Nothing was chosen: the dialog has nothing to say.
      if (preview.token === null) onClose();
      return preview;
    },
    gcTime: 0,
  });
  const preview = found.data;
  const token = preview?.token;
  const refused = failure ?? (found.isError ? toFailure(found.error) : null);

  function apply(token: string) {
    return attempt(async () => setRestored(await call("restore_apply", { token })));
  }

  if (restored) {
    // Everything that the window knows is of before, so it is loaded anew.
    const goOn = () => window.location.reload();
    return (
      <Dialog
        alert
        title={words.dialog}
        onClose={goOn}
        footer={
          <Button look="primary" autoFocus onPress={goOn}>
            {words.goOn}
          </Button>
        }
      >
        <div role="status">
          <Notice tone="good" title={words.done}>
            {words.doneKept(restored.kept)}
          </Notice>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      alert
      title={words.dialog}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus isDisabled={isBusy} onPress={onClose}>
            {copy.common.cancel}
          </Button>
          {token && !failure && (
            <Button look="danger" isDisabled={isBusy} onPress={() => void apply(token)}>
              {words.go}
            </Button>
          )}
        </>
      }
    >
      <div className={common.stack}>
        {found.isPending && <p className={common.quiet}>{words.reading}</p>}
        {refused && <FailureNotice failure={refused} />}
        {preview && token && (
          <>
            {copyName === null && <p className={styles.file}>{preview.file}</p>}
            <dl className={styles.facts}>
              <dt>{words.inCopy}</dt>
              <dd>
                <Contents contents={preview.contents} />
              </dd>
              <dt>{words.here}</dt>
              <dd>
                <Contents contents={preview.now} />
              </dd>
            </dl>
            <p>{words.will}</p>
            <p>{words.kept}</p>
            <p className={common.quiet}>{words.secrets}</p>
          </>
        )}
        <CopyProgress text={words.going} isUnderWay={isBusy} />
      </div>
    </Dialog>
  );
}

/** What a copy holds, in one line. */
export function Contents({ contents }: { contents: CopyContents }) {
  const words = copy.copies;
  return (
    <>
      {words.contents(contents.connectors, contents.systems)}
      {contents.changed_at !== null && (
        <span className={common.quiet}>, {words.changedAt(formatWhen(contents.changed_at))}</span>
      )}
    </>
  );
}
