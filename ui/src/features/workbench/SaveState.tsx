import { Check, CircleAlert } from "lucide-react";
import { useLater } from "../../app/useLater";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { useDraft, useDraftStore } from "./context";
import styles from "./Workbench.module.css";

/** Whether all that is typed is on disk. */
export function SaveState() {
  const store = useDraftStore();
  const isSaved = useDraft((draft) => draft.waiting.length === 0);
  const failure = useDraft((draft) => draft.failure);
  const isSlow = useLater(!isSaved);
  const words = copy.workbench;
  if (failure) {
    return (
      <span className={styles.notSaved} role="alert">
        <CircleAlert size={14} aria-hidden />
        {words.notSaved} – {failure.message}
        <Button look="link" small onPress={() => void store.flush()}>
          {copy.common.retry}
        </Button>
      </span>
    );
  }
  return (
    <span className={styles.saved} role="status">
      {isSaved ? (
        <>
          <Check size={14} aria-hidden /> {words.saved}
        </>
      ) : (
        <span className={isSlow ? undefined : styles.soon}>{words.saving}</span>
      )}
    </span>
  );
}
