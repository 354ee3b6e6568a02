/** What can be done with a connector from the list, the palette and the workbench's menu. */
import { tell, tellFailure, tellWithUndo } from "../../app/notices";
import { adoptLibrary, refreshLibrary } from "../../app/queries";
import type { Go } from "../../app/view";
import { call } from "../../bridge/call";
import { copy } from "../../copy";
import { closeDraft, flushAll } from "../workbench/drafts";
import { focusNameWhenOpen } from "../workbench/focus";
import { openWorkbench } from "../workbench/openWorkbench";
import { type Deleted, lastDeleted, noteDeleted } from "./deleted";

export function renameConnector(go: Go, id: string) {
  focusNameWhenOpen();
  go.to({ page: "connector", id });
}

export async function duplicateConnector(go: Go, id: string) {
  try {
    await flushAll();
    const workbench = await openWorkbench(await call("duplicate_connector", { id }));
    await refreshLibrary();
    go.to({ page: "connector", id: workbench.connector.id });
  } catch (thrown) {
    tellFailure(thrown);
  }
}

export async function deleteConnector(go: Go, row: { id: string; name: string }, isOpen: boolean) {
  try {
    await flushAll();
    const library = await call("delete_connector", { id: row.id });
    closeDraft(row.id);
    if (isOpen) go.to({ page: "start" });
    adoptLibrary(library);
    const deleted = { id: row.id, name: row.name, wasOpen: isOpen };
    noteDeleted(deleted);
    tellWithUndo(copy.library.deleted(row.name), () => void restoreConnector(go, deleted));
  } catch (thrown) {
    tellFailure(thrown);
  }
}

export async function restoreConnector(go: Go, row: Deleted) {
  if (lastDeleted()?.id === row.id) noteDeleted(null);
  try {
    const undone = await call("undo", { id: row.id });
    await refreshLibrary();
    if (undone.workbench) await openWorkbench(undone.workbench);
    if (undone.workbench && row.wasOpen) go.to({ page: "connector", id: row.id });
    tell(copy.library.restored(row.name));
  } catch (thrown) {
    tellFailure(thrown);
  }
}
