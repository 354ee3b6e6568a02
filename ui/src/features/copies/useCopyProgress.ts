import { useEffect, useState } from "react";
import { onEvent } from "../../bridge/call";

/** How far a copy or a restore is, in percent, while it is under way; `null` before the first word of it. */
export function useCopyProgress(isUnderWay: boolean): number | null {
  const [percent, setPercent] = useState<number | null>(null);
  useEffect(() => {
    if (!isUnderWay) return;
    setPercent(null);
    return onEvent((event) => {
      if (event.type === "copy_progress") setPercent(event.percent);
    });
  }, [isUnderWay]);
  return percent;
}
