import { useState } from "react";
import { FailureNotice } from "../../app/FailureNotice";
import { useGo } from "../../app/view";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Notice } from "../../look/Notice";
import { DraftsFound } from "./DraftsFound";
import { MergePart } from "./MergePart";
import { PasteForm } from "./PasteForm";
import { useDrafts } from "./useDrafts";

interface DraftsDialogProps {
  /** What was pasted elsewhere; `null`: the person pastes here or opens a file. */
  text: string | null;
  /** The connector into which it was pasted. */
  into?: string | undefined;
  onClose(): void;
}

/** Reads what a developer sent, lists what can be taken over and what became of it, and makes connectors after a yes. */
export function DraftsDialog({ text, into, onClose }: DraftsDialogProps) {
  const go = useGo();
  const [pasted, setPasted] = useState(text ?? "");
  const drafts = useDrafts(text, onClose);
  const { found, taken, failure, isBusy, ticked, kept } = drafts;
  const words = copy.drafts;

  const refusal = failure && <FailureNotice failure={failure} />;

  if (taken) {
    const first = taken.connector_ids[0];
    const open = () => {
      onClose();
      if (first) go.to({ page: "connector", id: first, stays: true });
    };
    return (
      <Dialog
        title={words.title}
        onClose={onClose}
        footer={
          <>
            <Button isDisabled={isBusy} onPress={() => void drafts.takeBack(taken.undo_id)}>
              {words.undo}
            </Button>
            <Button key="open" look="primary" autoFocus onPress={open}>
              {words.openFirst}
            </Button>
          </>
        }
      >
        <div className={common.stack} role="status">
          <Notice tone="good" title={words.taken(taken.connector_ids.length)}>
            {words.next} {taken.kept > 0 && words.kept(taken.kept)}
          </Notice>
          {taken.not_kept && (
            <Notice tone="warn" title={taken.not_kept.message}>
              {taken.not_kept.hint}
            </Notice>
          )}
          {refusal}
        </div>
      </Dialog>
    );
  }

  if (!found) {
    return (
      <Dialog
        wide
        title={words.title}
        onClose={onClose}
        footer={
          <>
            <Button isDisabled={isBusy} onPress={() => void drafts.read({ type: "file" })}>
              {words.openFile}
            </Button>
            <Button onPress={onClose}>{copy.common.cancel}</Button>
            <Button
              look="primary"
              isDisabled={isBusy || pasted.trim() === ""}
              onPress={() => void drafts.read({ type: "text", text: pasted })}
            >
              {isBusy ? words.reading : words.read}
            </Button>
          </>
        }
      >
        <div className={common.stack}>
          {refusal}
          <PasteForm
            text={pasted}
            onChange={setPasted}
            onPaste={(whole) => {
              setPasted(whole);
              void drafts.read({ type: "text", text: whole });
            }}
          />
        </div>
      </Dialog>
    );
  }

  const [onlyRow] = ticked.size === 1 ? ticked : [];
  return (
    <Dialog
      wide
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button isDisabled={isBusy} onPress={drafts.startOver}>
            {words.other}
          </Button>
          <Button onPress={onClose}>{copy.common.cancel}</Button>
          <Button
            key="take"
            look="primary"
            autoFocus={ticked.size > 0}
            isDisabled={isBusy || ticked.size === 0}
            onPress={() => void drafts.take()}
          >
            {words.take(ticked.size)}
          </Button>
        </>
      }
    >
      <div className={common.stack}>
        {refusal}
        {into && found.token && onlyRow !== undefined && (
          <MergePart
            token={found.token}
            row={onlyRow}
            connectorId={into}
            onMerge={(sections) => void drafts.merge(onlyRow, into, sections)}
          />
        )}
        <DraftsFound drafts={found} ticked={ticked} onTick={drafts.setTicked} kept={kept} onKeep={drafts.setKept} />
      </div>
    </Dialog>
  );
}
