import { useState } from "react";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { SignInReport, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Notice } from "../../look/Notice";
import { useSession, useSessionStore } from "../test/session";
import { useDraftStore } from "../workbench/context";
import styles from "./Systems.module.css";
import { pathToTry } from "./signIn";

/** Tries the sign-in from within a connector: where its runs go, with the path of its first request. */
export function SignInTestLink({ system }: { system: System }) {
  const store = useDraftStore();
  const session = useSessionStore();
  const environment = useSession((state) => state.environment);
  const [isBusy, setIsBusy] = useState(false);
  const [report, setReport] = useState<SignInReport | null>(null);
  const isLate = useLater(isBusy);
  const words = copy.request;

  async function test() {
    setIsBusy(true);
    setReport(null);
    try {
      await store.flush();
      setReport(
        await call("test_sign_in", {
          system_id: system.id,
          environment: environment === "live" ? "live" : "test",
          path: pathToTry(store.get().documents.connector, system.id),
          connector_id: store.id,
        }),
      );
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code === "private_address") session.set({ ask: { type: "private", origin: failure.at ?? "" } });
      else if (failure.code !== "cancelled") {
        const sentence = failure.message || copy.common.errors[failure.code];
        setReport({ accepted: false, sentence, next_step: failure.hint });
      }
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <>
      <Button small look="link" isDisabled={isBusy} onPress={() => void test()}>
        {isLate ? words.testingSignIn : words.testSignIn}
      </Button>
      <div className={styles.report} role="status">
        {report && (
          <Notice tone={report.accepted ? "good" : "bad"} title={report.sentence}>
            {report.next_step}
          </Notice>
        )}
      </div>
    </>
  );
}
