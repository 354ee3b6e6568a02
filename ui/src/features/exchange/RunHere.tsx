import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FailureNotice } from "../../app/FailureNotice";
import { useAttempt } from "../../app/useAttempt";
import { call } from "../../bridge/call";
import type { Environment, PasteFor, RunningHere } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Segments } from "../../look/Segments";
import { CopyButton } from "./CopyButton";
import styles from "./Exchange.module.css";

const queryKey = ["running-here"];

/** Starts the bundle that was just saved on this computer, and shows what to paste where. */
export function RunHere() {
  const client = useQueryClient();
  const running = useQuery({ queryKey, queryFn: () => call("running_here", {}), refetchInterval: 1000, gcTime: 0 });
  const [environment, setEnvironment] = useState<Environment>("sample");
  const { isBusy, failure, attempt } = useAttempt();
  const words = copy.exchange.here;

  /** What is shown is what runs by then, whether the command was carried out or not. */
  function begin(work: () => Promise<unknown>) {
    return attempt(() => work().finally(() => client.invalidateQueries({ queryKey })));
  }

  return (
    <section aria-label={words.title} className={common.stack}>
      <h3 className={common.heading}>{words.title}</h3>
      <p className={common.quiet}>{words.lead}</p>
      <div className={styles.choices}>
        <Segments<Environment>
          label={words.where}
          value={environment}
          choices={[
            { id: "sample", text: copy.common.environments.sample, help: words.onSamples },
            { id: "test", text: copy.common.environments.test, help: words.onTest },
            { id: "live", text: copy.common.environments.live, help: words.onLive, warn: true },
          ]}
          onChange={setEnvironment}
        />
        <Button isDisabled={isBusy} onPress={() => void begin(() => call("run_here", { environment }))}>
          {running.data ? words.startAgain : words.start}
        </Button>
        {running.data && (
          <Button isDisabled={isBusy} onPress={() => void begin(() => call("stop_here", {}))}>
            {words.stop}
          </Button>
        )}
      </div>
      {failure && <FailureNotice failure={failure} />}
      {running.data && <Running here={running.data} />}
    </section>
  );
}

function Running({ here }: { here: RunningHere }) {
  const [shown, setShown] = useState<PasteFor>("claude_desktop");
  const words = copy.exchange.here;
  const paste = here.pastes.find((one) => one.client === shown);
  return (
    <>
      <p role="status">{words.running(here.address, copy.common.environments[here.environment])}</p>
      <div className={styles.choices}>
        <Segments<PasteFor>
          label={words.pasteInto}
          value={shown}
          choices={here.pastes.map(({ client }) => ({ id: client, ...words.clients[client] }))}
          onChange={setShown}
        />
      </div>
      <p className={common.quiet}>{words.clients[shown].help}</p>
      {paste && (
        <div className={styles.paste}>
          <pre>{paste.text}</pre>
          <CopyButton text={paste.text} label={words.copyText} />
        </div>
      )}
      {here.told.length > 0 && (
        <div>
          <h3 className={common.heading}>{words.told}</h3>
          <pre className={styles.told}>{here.told.slice(-6).join("\n")}</pre>
        </div>
      )}
    </>
  );
}
