import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { tellFailure } from "../../app/notices";
import { queryClient, secretsQuery, startQuery } from "../../app/queries";
import { call } from "../../bridge/call";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Notice } from "../../look/Notice";

/** Whether the keychain keeps secrets, and what to do if it does not. */
export function VaultNotice() {
  const vault = useQuery({ ...startQuery, select: (start) => start.vault }).data;
  const [isBusy, setIsBusy] = useState(false);
  if (!vault) return null;
  const isReady = vault.state.state === "ready";

  async function tryAgain() {
    setIsBusy(true);
    try {
      const notice = await call("probe_vault", {});
      queryClient.setQueryData(startQuery.queryKey, (start) => start && { ...start, vault: notice });
      await queryClient.invalidateQueries({ queryKey: secretsQuery.queryKey });
    } catch (thrown) {
      tellFailure(thrown);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div role="status">
      <Notice
        tone={isReady ? "good" : "warn"}
        title={vault.sentence}
        action={
          !isReady && (
            <Button small isDisabled={isBusy} onPress={() => void tryAgain()}>
              {copy.systems.tryAgain}
            </Button>
          )
        }
      >
        {vault.next_step}
        {vault.state.state !== "ready" && (
          <details>
            <summary>{copy.common.technicalDetails}</summary>
            <code>{vault.state.detail}</code>
          </details>
        )}
      </Notice>
    </div>
  );
}
