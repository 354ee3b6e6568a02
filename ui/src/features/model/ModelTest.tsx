import { useState } from "react";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import type { ModelReport } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Notice } from "../../look/Notice";
import styles from "./Model.module.css";

interface ModelTestProps {
  canTest: boolean;
  save(): Promise<boolean>;
}

/** Asks the model one question, and says whether a chat can be had with it. */
export function ModelTest({ canTest, save }: ModelTestProps) {
  const [report, setReport] = useState<ModelReport | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const words = copy.model;

  async function test() {
    setIsBusy(true);
    setReport(null);
    try {
      if (await save()) setReport(await call("test_model", {}));
    } catch (thrown) {
      const { message, hint } = toFailure(thrown);
      setReport({ works: false, sentence: message, next_step: hint });
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <div className={styles.test}>
      <div>
        <Button look="primary" isDisabled={isBusy || !canTest} onPress={() => void test()}>
          {isBusy ? words.testing : words.test}
        </Button>
      </div>
      <div role="status">
        {report && (
          <Notice tone={report.works ? "good" : "bad"} title={report.sentence}>
            {report.next_step}
          </Notice>
        )}
      </div>
    </div>
  );
}
