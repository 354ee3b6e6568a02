/** One sign-in by browser after the other: begun here, answered in the browser, stopped here or by leaving the page. */
import { useEffect, useRef, useState } from "react";
import { tell, tellFailure } from "../../app/notices";
import { queryClient, secretsQuery } from "../../app/queries";
import { call } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { SignInReport, System } from "../../bridge/types";
import { copy } from "../../copy";
import { useSystemEditing } from "./editing";
import { connectorWith, systemChanged } from "./useSecrets";

export function useBrowserSignIn(system: System) {
  const editing = useSystemEditing(system);
  const [runId, setRunId] = useState<string | null>(null);
  const [report, setReport] = useState<SignInReport | null>(null);
  const [failure, setFailure] = useState<CommandFailed | null>(null);
  const underWay = useRef<string | null>(null);

  // Nobody would see how it ends.
  useEffect(
    () => () => {
      if (underWay.current) void call("cancel_run", { run_id: underWay.current }).catch(tellFailure);
    },
    [],
  );

  async function start(environment: "test" | "live") {
    const run_id = crypto.randomUUID();
    underWay.current = run_id;
    setRunId(run_id);
    setReport(null);
    setFailure(null);
    try {
      await editing.flush();
      const connector_id = editing.connectorId ?? connectorWith(system.id);
      setReport(await call("sign_in_with_browser", { run_id, system_id: system.id, environment, connector_id }));
      await editing.refresh();
      await Promise.all([systemChanged(system.id), queryClient.invalidateQueries(secretsQuery)]);
    } catch (thrown) {
      const failed = toFailure(thrown);
      if (failed.code === "cancelled") tell(copy.signIn.browser.stopped);
      else setFailure(failed);
    } finally {
      underWay.current = null;
      setRunId(null);
    }
  }

  async function cancel() {
    if (runId) await call("cancel_run", { run_id: runId }).catch(tellFailure);
  }

  return { isWaiting: runId !== null, report, failure, start, cancel };
}
