import type { SecretRow } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Dialog } from "../../look/Dialog";
import { forgetSecret } from "./useSecrets";

interface ForgetDialogProps {
  row: SecretRow;
  onForgotten(): void;
  onClose(): void;
}

/** Asks before a value is removed: nobody can bring it back from here. */
export function ForgetDialog({ row, onForgotten, onClose }: ForgetDialogProps) {
  const words = copy.systems;

  async function forget() {
    const isGone = await forgetSecret(row.system_id, row.name, ["test", "live"]);
    onClose();
    if (isGone) onForgotten();
  }

  return (
    <Dialog
      alert
      title={words.forget(row.name)}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus onPress={onClose}>
            {copy.common.cancel}
          </Button>
          <Button look="danger" onPress={() => void forget()}>
            {words.forgetYes}
          </Button>
        </>
      }
    >
      <p>{words.forgetQuestion}</p>
    </Dialog>
  );
}
