import { adoptRow } from "../../app/queries";
import type { Workbench } from "../../bridge/types";
import { keepDraft } from "./drafts";

/** Keeps a workbench that a command answered with, so that its page is there at once. */
export async function openWorkbench(workbench: Workbench): Promise<Workbench> {
  keepDraft(workbench);
  adoptRow(workbench.row);
  return workbench;
}
