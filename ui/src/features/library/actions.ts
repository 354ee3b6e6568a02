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
  go.to({ page: "connector", id, stays: true });
}

export async function duplicateConnector(go: Go, id: string) {
  try {
    await flushAll();
    const workbench = await openWorkbench(await call("duplicate_connector", { id }));
    await refreshLibrary();
    go.to({ page: "connector", id: workbench.connector.id, stays: true });
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

/** Deletes several at once; one Undo brings all of them back. */
export async function deleteConnectors(go: Go, rows: readonly { id: string; name: string }[], openId: string | null) {
  const [only] = rows;
  if (only && rows.length === 1) return deleteConnector(go, only, openId === only.id);
  const deleted: Deleted[] = [];
  try {
    await flushAll();
    if (rows.some((row) => row.id === openId)) go.to({ page: "start" });
    for (const row of rows) {
      adoptLibrary(await call("delete_connector", { id: row.id }));
      closeDraft(row.id);
      deleted.push({ id: row.id, name: row.name, wasOpen: row.id === openId });
    }
  } catch (thrown) {
    tellFailure(thrown);
  }
  noteDeleted(null);
  if (deleted.length === 0) return;
  tellWithUndo(copy.library.deletedSeveral(deleted.length), () => {
    // Newest first: a system that several shared went with the last of them.
    void deleted.toReversed().reduce((before, row) => before.then(() => restoreConnector(go, row)), Promise.resolve());
  });
}

export async function restoreConnector(go: Go, row: Deleted) {
  if (lastDeleted()?.id === row.id) noteDeleted(null);
  try {
    const undone = await call("undo", { id: row.id });
    await refreshLibrary();
    if (undone.workbench) await openWorkbench(undone.workbench);
    if (undone.workbench && row.wasOpen) go.to({ page: "connector", id: row.id, stays: true });
    tell(copy.library.restored(row.name));
  } catch (thrown) {
    tellFailure(thrown);
  }
}
