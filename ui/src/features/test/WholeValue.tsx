import { useQuery } from "@tanstack/react-query";
import { call } from "../../bridge/call";
import type { AnswerRow } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Dialog } from "../../look/Dialog";
import styles from "./Answer.module.css";
import { saveValue } from "./saveAnswer";

/** Characters of a value that a window shows without getting slow. */
const mostShown = 100_000;

interface WholeValueProps {
  row: AnswerRow;
  place: { run_id: string; step: string };
  onClose(): void;
}

/** A long value, which the tree shows the beginning of. As text, whatever it is. */
export function WholeValue({ row, place, onClose }: WholeValueProps) {
  const request = { ...place, node: row.node };
  const { data, error } = useQuery({
    queryKey: ["answer_value", request],
    queryFn: () => call("answer_value", request),
    gcTime: 0,
  });
  const isCut = data !== undefined && (!data.complete || data.text.length > mostShown);
  return (
    <Dialog
      title={row.path}
      wide
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => void saveValue(request)}>{copy.test.saveValue}</Button>
          <Button look="primary" onPress={onClose}>
            {copy.common.close}
          </Button>
        </>
      }
    >
      {error && <p>{error.message}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <pre className={styles.whole} tabIndex={0}>
        {data?.text.slice(0, mostShown)}
        {isCut && "…"}
      </pre>
      {isCut && <p>{copy.test.valueCut(mostShown)}</p>}
    </Dialog>
  );
}
