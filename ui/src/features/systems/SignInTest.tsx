import { useState } from "react";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { SignInReport, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { Notice } from "../../look/Notice";
import { Segments } from "../../look/Segments";
import { useSystemEditing } from "./editing";
import styles from "./Systems.module.css";
import { fetchesToken } from "./signIn";
import { connectorWith } from "./useSecrets";

type Place = "test" | "live";

interface SignInTestProps {
  system: System;
  /** What is asked for at first, of systems without a log-in request of their own. */
  pathToBegin?: string;
  /** Where it signs in at first; the first place that has an address if left out. */
  placeToBegin?: Place;
}

/** Signs in once, without running a connector, and says how it went. */
export function SignInTest({ system, pathToBegin = "/", placeToBegin }: SignInTestProps) {
  const editing = useSystemEditing(system);
  const [place, setPlace] = useState<Place>(
    placeToBegin ?? (system.base_url.test || !system.base_url.live ? "test" : "live"),
  );
  const [path, setPath] = useState(pathToBegin);
  const [isBusy, setIsBusy] = useState(false);
  const [report, setReport] = useState<SignInReport | null>(null);
  const [failure, setFailure] = useState<CommandFailed | null>(null);
  const isLate = useLater(isBusy);
  const asksPath = !fetchesToken(system.sign_in.type);
  const hasAddress = Boolean(system.base_url[place]);
  const words = copy.systems;

  async function test() {
    setIsBusy(true);
    setReport(null);
    setFailure(null);
    try {
      await editing.flush();
      const request = {
        system_id: system.id,
        environment: place,
        path: path || "/",
        connector_id: editing.connectorId ?? connectorWith(system.id),
      };
      setReport(await call("test_sign_in", request));
    } catch (thrown) {
      const failed = toFailure(thrown);
      setFailure(failed.code === "cancelled" ? null : failed);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div className={common.stack}>
      <div className={styles.testRow}>
        <Segments<Place>
          label={words.testWhere}
          value={place}
          choices={(["test", "live"] as const).map((id) => ({
            id,
            text: copy.common.environments[id],
            help: copy.common.environmentHelp[id],
          }))}
          onChange={setPlace}
        />
        {asksPath && <Input label={words.testPath} help={words.testPathHelp} mono value={path} onChange={setPath} />}
        <Button isDisabled={isBusy || !hasAddress} onPress={() => void test()}>
          {isLate ? copy.request.testingSignIn : copy.request.testSignIn}
        </Button>
      </div>
      <div role="status">
        {!hasAddress && <p className={common.quiet}>{words.testNoAddress}</p>}
        {report && (
          <Notice tone={report.accepted ? "good" : "bad"} title={report.sentence}>
            {report.next_step}
          </Notice>
        )}
        {failure && (
          <Notice tone="bad" title={failure.message || copy.common.errors[failure.code]}>
            {failure.code === "private_address" ? words.testPrivate : failure.hint}
          </Notice>
        )}
      </div>
    </div>
  );
}
