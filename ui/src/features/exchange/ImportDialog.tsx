import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FailureNotice } from "../../app/FailureNotice";
import { refreshLibrary } from "../../app/queries";
import { useAttempt } from "../../app/useAttempt";
import { useGo } from "../../app/view";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { Imported, OnClash } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Notice } from "../../look/Notice";
import { flushAll } from "../workbench/drafts";
import { tellUndone } from "../workbench/tellUndone";
import { ImportPreviewList } from "./ImportPreviewList";
import { addedBy } from "./imports";

interface ImportDialogProps {
  /** `null`: the person is asked for a file. */
  path: string | null;
  onClose(): void;
}

/** Reads a bundle, says all that it would bring, and brings it only after a yes. */
export function ImportDialog({ path, onClose }: ImportDialogProps) {
  const go = useGo();
  const [fileNumber, setFileNumber] = useState(0);
  const [onClash, setOnClash] = useState<OnClash>("keep_both");
  const { isBusy, failure, attempt } = useAttempt();
  const [imported, setImported] = useState<Imported | null>(null);
  const words = copy.exchange;

  const found = useQuery({
    queryKey: ["import", path, fileNumber],
    queryFn: async () => {
      const preview = await call("import_preview", { path: fileNumber === 0 ? path : null });
      // Nothing was chosen: the dialog has nothing to say.
      if (preview.token === null && preview.problems.length === 0) onClose();
      return preview;
    },
    gcTime: 0,
  });
  const preview = found.data;
  const refused = failure ?? (found.isError ? toFailure(found.error) : null);

  function apply(token: string) {
    return attempt(async () => {
      await flushAll();
      const done = await call("import_apply", { token, on_clash: onClash });
      await refreshLibrary();
      setImported(done);
    });
  }

  function takeBack(undoId: string) {
    return attempt(async () => {
      const undone = await call("undo", { id: undoId });
      await refreshLibrary();
      onClose();
      if (undone.left.length > 0) tellUndone("undo", undone);
    });
  }

  if (imported) {
    const first = imported.connector_ids[0];
    const secrets = preview?.secrets ?? [];
    const leave = (to: () => void) => () => {
      onClose();
      to();
    };
    return (
      <Dialog
        title={words.importTitle}
        onClose={onClose}
        footer={
          <>
            <Button isDisabled={isBusy} onPress={() => void takeBack(imported.undo_id)}>
              {words.undoImport}
            </Button>
            {secrets.length > 0 && first && (
              <Button onPress={leave(() => go.to({ page: "systems" }))}>{words.enterSecrets}</Button>
            )}
            <Button
              look="primary"
              autoFocus
              onPress={first ? leave(() => go.to({ page: "connector", id: first })) : onClose}
            >
              {first ? words.openFirst : copy.common.done}
            </Button>
          </>
        }
      >
        <div className={common.stack} role="status">
          <Notice tone="good" title={words.imported(imported.connector_ids.length)}>
            {secrets.length > 0 && first && words.importSecretsNext(secrets.length)}
          </Notice>
          {refused && <FailureNotice failure={refused} />}
        </div>
      </Dialog>
    );
  }

  const token = preview?.token;
  const count = preview ? addedBy(preview.connectors, onClash) : 0;
  return (
    <Dialog
      wide
      title={words.importTitle}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => setFileNumber(fileNumber + 1)} isDisabled={found.isFetching || isBusy}>
            {words.otherFile}
          </Button>
          <Button onPress={onClose}>{copy.common.cancel}</Button>
          {token && (
            <Button look="primary" isDisabled={isBusy || count === 0} onPress={() => void apply(token)}>
              {words.importGo(count)}
            </Button>
          )}
        </>
      }
    >
      <div className={common.stack}>
        {found.isPending && <p className={common.quiet}>{path === null ? words.choosing : copy.common.loading}</p>}
        {refused && <FailureNotice failure={refused} />}
        {preview && <ImportPreviewList preview={preview} onClash={onClash} onChangeClash={setOnClash} />}
      </div>
    </Dialog>
  );
}
