import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FailureNotice } from "../../app/FailureNotice";
import { tell } from "../../app/notices";
import { call } from "../../bridge/call";
import { type CommandFailed, toFailure } from "../../bridge/failure";
import type { Choice, SampleValue } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Notice } from "../../look/Notice";
import { Tick } from "../../look/Switch";
import { useDraftStore } from "../workbench/context";
import styles from "./Sample.module.css";
import { SampleValues } from "./SampleValues";
import { useSessionStore } from "./session";

/** Shows what a run's answers become before they are kept as samples: every value before and after. */
export function SampleDialog({ runId, onClose }: { runId: string; onClose(): void }) {
  const draft = useDraftStore();
  const session = useSessionStore();
  const [choices, setChoices] = useState<ReadonlyMap<number, Choice>>(() => new Map());
  const [ownerTest, setOwnerTest] = useState(true);
  const [strangerTest, setStrangerTest] = useState(true);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<CommandFailed | null>(null);
  const words = copy.sample;

  const request = {
    run_id: runId,
    connector_id: draft.id,
    choices: [...choices].map(([value, choice]) => ({ value, choice })),
  };
  const preview = useQuery({
    queryKey: ["sample", request],
    queryFn: async () => {
      await draft.flush();
      return call("prepare_sample", request);
    },
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  const shown = preview.data;
  const refused = failure ?? (preview.isError ? toFailure(preview.error) : null);

  function choose(value: SampleValue, choice: Choice | null) {
    const next = new Map(choices);
    if (choice) next.set(value.value, choice);
    else next.delete(value.value);
    setChoices(next);
    setFailure(null);
  }

  async function save() {
    if (!shown) return;
    setIsBusy(true);
    try {
      await draft.flush();
      const tests = { owner_test: ownerTest, stranger_test: strangerTest && shown.stranger };
      draft.adopt(await call("save_sample", { sample: request, ...tests }));
      session.set({ environment: "sample", inputs: shown.inputs, report: null });
      tell(words.saved);
      onClose();
    } catch (thrown) {
      setFailure(toFailure(thrown));
      setIsBusy(false);
    }
  }

  return (
    <Dialog
      wide
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{copy.common.cancel}</Button>
          <Button
            look="primary"
            isDisabled={!shown || preview.isError || preview.isPlaceholderData || isBusy}
            onPress={() => void save()}
          >
            {words.save}
          </Button>
        </>
      }
    >
      <div className={common.stack}>
        <p className={common.quiet}>{words.lead}</p>
        {refused && <FailureNotice failure={refused} />}
        {shown?.difference && (
          <Notice tone="warn" title={words.different}>
            {shown.difference}
          </Notice>
        )}
        {shown && <SampleValues values={shown.values} total={shown.total} onChoose={choose} />}
        {shown && (
          <fieldset className={styles.tests}>
            <legend>{words.tests}</legend>
            <Tick label={words.ownerTest} isSelected={ownerTest} onChange={setOwnerTest} />
            {shown.stranger && <Tick label={words.strangerTest} isSelected={strangerTest} onChange={setStrangerTest} />}
          </fieldset>
        )}
      </div>
    </Dialog>
  );
}
