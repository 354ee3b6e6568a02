import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Dialog } from "../../look/Dialog";
import { stepWrites } from "../request/steps";
import { useConnector } from "../workbench/context";
import { useSession, useSessionStore } from "./session";

/** Asks before a run changes real data, and before it calls an address on this computer or network. */
export function AskDialog() {
  const session = useSessionStore();
  const connector = useConnector();
  const ask = useSession((state) => state.ask);
  const environment = useSession((state) => state.environment);
  const words = copy.test;
  if (!ask) return null;
  const close = () => session.set({ ask: null });

  if (ask.type === "private") {
    return (
      <Dialog
        title={words.privateTitle}
        alert
        onClose={close}
        footer={
          <>
            <Button onPress={close}>{copy.common.cancel}</Button>
            <Button look="primary" autoFocus onPress={() => void session.allowPrivate(ask.origin)}>
              {words.privateYes}
            </Button>
          </>
        }
      >
        {words.private(ask.origin)}
      </Dialog>
    );
  }
  const requests = connector.steps.filter(stepWrites).map((step) => `${step.method} ${step.path}`);
  return (
    <Dialog
      title={words.writesTitle}
      alert
      onClose={close}
      footer={
        <>
          <Button autoFocus onPress={close}>
            {copy.common.cancel}
          </Button>
          <Button look="primary" onPress={() => void session.run({ changes: true })}>
            {words.writesYes}
          </Button>
        </>
      }
    >
      {words.writes(requests.join(", "), copy.common.environments[environment])}
    </Dialog>
  );
}
