import { useEffect } from "react";
import { pinTab } from "../../app/useTabs";
import { useSession } from "../test/session";
import { useDraft, useDraftStore } from "./context";

/** A connector that is edited or run is not only looked at: its tab stays. */
export function usePinWhenUsed() {
  const { id } = useDraftStore();
  const isEdited = useDraft((draft) => draft.waiting.length > 0);
  const isRun = useSession((session) => session.running !== null);
  const isUsed = isEdited || isRun;
  useEffect(() => {
    if (isUsed) pinTab(id);
  }, [id, isUsed]);
}
