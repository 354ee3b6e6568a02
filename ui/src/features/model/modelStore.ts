/** What is known about the chat's model, and how it changes. Rust has the truth; this keeps the window's copy of it. */
import { modelQuery, queryClient } from "../../app/queries";
import { call } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { ChatModelView, ModelSettings } from "../../bridge/types";

/** Does something that answers with the model as it is then. Gives back why it could not. */
async function change(ask: Promise<ChatModelView>): Promise<CommandFailed | null> {
  try {
    queryClient.setQueryData(modelQuery.queryKey, await ask);
    return null;
  } catch (thrown) {
    return toFailure(thrown);
  }
}

/** Sets the model up; `null` forgets it and its key. */
export const saveModel = (model: ModelSettings | null) => change(call("save_chat_model", { model }));

/** Puts the key into the keychain, for the address that the model has now. */
export const keepKey = (value: string) => change(call("set_model_key", { value }));

/** Takes the key out of the keychain. */
export const forgetKey = () => change(call("forget_model_key", {}));
