import { useState } from "react";
import { type CommandFailed, toFailure } from "../bridge/failure";

/** Work that is begun by a press: whether it is under way, and why it failed the last time, until it is begun again. */
export function useAttempt() {
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<CommandFailed | null>(null);

  async function attempt(work: () => Promise<unknown>) {
    setIsBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (thrown) {
      setFailure(toFailure(thrown));
    } finally {
      setIsBusy(false);
    }
  }

  return { isBusy, failure, attempt };
}
