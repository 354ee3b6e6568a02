import { useQuery } from "@tanstack/react-query";
import { useLater } from "../../app/useLater";
import { call } from "../../bridge/call";
import { toFailure } from "../../bridge/failure";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Notice } from "../../look/Notice";
import { Differences } from "./Differences";
import styles from "./History.module.css";

interface ComparisonProps {
  connectorId: string;
  version: number;
  isBusy: boolean;
  onRestore(): void;
}

/** How a version differs from now, and the button that goes back to it. */
export function Comparison({ connectorId, version, isBusy, onRestore }: ComparisonProps) {
  const words = copy.history;
  const found = useQuery({
    queryKey: ["versions", connectorId, version],
    queryFn: () => call("compare_versions", { connector_id: connectorId, version }),
    gcTime: 0,
  });
  const isLate = useLater(found.isPending);
  if (found.isError) return <Notice tone="bad" title={toFailure(found.error).message} />;
  if (!found.data) return <p className={common.quiet}>{isLate && copy.common.loading}</p>;
  const { differences, shared } = found.data;
  if (differences.length === 0) return <p role="status">{words.same}</p>;
  return (
    <div className={styles.comparison} role="status">
      <p className={common.quiet}>{words.compared}</p>
      <Differences differences={differences} inSections />
      {shared.map((name) => (
        <Notice key={name} tone="info" title={words.shared(name)} />
      ))}
      <div>
        <Button look="primary" isDisabled={isBusy} onPress={onRestore}>
          {words.restore}
        </Button>
      </div>
    </div>
  );
}
