import { tell, tellFailure } from "../../app/notices";
import { call } from "../../bridge/call";
import type { AnswerSave, AnswerValueRequest } from "../../bridge/types";
import { copy } from "../../copy";

/** Writes an answer, as it came, to a file that the person chooses. */
export function saveAnswer(place: AnswerSave) {
  return written(call("save_answer", place));
}

/** The same for one value of it. */
export function saveValue(place: AnswerValueRequest) {
  return written(call("save_value", place));
}

async function written(saving: Promise<{ path: string | null }>) {
  try {
    const { path } = await saving;
    if (path) tell(copy.test.answerSaved(path));
  } catch (thrown) {
    tellFailure(thrown);
  }
}
