import { Bell } from "lucide-react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";
import { copy } from "../copy";
import { formatTime } from "../copy/numbers";
import { IconButton } from "../look/Button";
import { cx } from "../look/cx";
import styles from "./Notices.module.css";
import { usePastNotices } from "./notices";

/** A button that shows what was told before, for whoever looked elsewhere. */
export function NoticeList() {
  const past = usePastNotices();
  if (past.length === 0) return null;
  return (
    <DialogTrigger>
      <IconButton small label={copy.common.pastNotices}>
        <Bell size={15} aria-hidden />
      </IconButton>
      <Popover className={styles.popover ?? ""} placement="bottom start">
        <Dialog className={styles.past ?? ""} aria-label={copy.common.pastNotices}>
          <ol>
            {past.map((notice) => (
              <li key={notice.id} className={cx(notice.tone === "bad" && styles.pastBad)}>
                <time dateTime={new Date(notice.at).toISOString()}>{formatTime(notice.at)}</time>
                <span>
                  {notice.text} {notice.hint && <span className={styles.hint}>{notice.hint}</span>}
                </span>
              </li>
            ))}
          </ol>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
