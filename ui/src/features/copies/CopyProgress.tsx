import { ProgressBar } from "react-aria-components";
import { useLater } from "../../app/useLater";
import styles from "./Copies.module.css";
import { useCopyProgress } from "./useCopyProgress";

/** A bar for what takes longer than a moment. */
export function CopyProgress({ text, isUnderWay }: { text: string; isUnderWay: boolean }) {
  const percent = useCopyProgress(isUnderWay);
  const isLate = useLater(isUnderWay);
  if (!isLate) return null;
  return (
    <ProgressBar
      className={styles.progress ?? ""}
      aria-label={text}
      value={percent ?? 0}
      isIndeterminate={percent === null}
    >
      {({ percentage }) => (
        <>
          <span>{text}</span>
          <progress className={styles.bar} max={100} value={percentage ?? undefined} aria-hidden />
        </>
      )}
    </ProgressBar>
  );
}
