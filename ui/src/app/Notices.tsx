import { CircleAlert, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { copy } from "../copy";
import { Button, IconButton } from "../look/Button";
import { cx } from "../look/cx";
import styles from "./Notices.module.css";
import { dismiss, type Notice, useNotices } from "./notices";

/** The notices, in a live region that is always there, so that screen readers hear what appears in it. */
export function Notices() {
  const notices = useNotices();
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const region = useRef<HTMLElement>(null);
  const held = hovered || focused;

  // A button that vanishes with its notice takes the focus with it without a word.
  useEffect(() => {
    if (notices && !region.current?.contains(document.activeElement)) setFocused(false);
  }, [notices]);

  return (
    <section
      ref={region}
      className={styles.region}
      aria-label={copy.common.notices}
      onMouseEnter={() => setHovered(true)}
      onMouseLeave={() => setHovered(false)}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
    >
      <div role="status" aria-live="polite">
        {notices.map((notice) => (
          <NoticeBar key={notice.id} notice={notice} held={held} />
        ))}
      </div>
    </section>
  );
}

function NoticeBar({ notice, held }: { notice: Notice; held: boolean }) {
  useEffect(() => {
    if (held || notice.lasts === null) return;
    const timer = setTimeout(() => dismiss(notice.id), notice.lasts);
    return () => clearTimeout(timer);
  }, [held, notice.id, notice.lasts]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes a notice from the buttons inside it
    <div
      className={cx(styles.notice, notice.tone === "bad" && styles.bad)}
      onKeyDown={(event) => event.key === "Escape" && dismiss(notice.id)}
    >
      {notice.tone === "bad" && <CircleAlert size={16} aria-hidden />}
      <div className={styles.words}>
        <div>{notice.text}</div>
        {notice.hint && <div className={styles.hint}>{notice.hint}</div>}
      </div>
      {notice.action && (
        <Button
          small
          onPress={() => {
            notice.action?.run();
            dismiss(notice.id);
          }}
        >
          {notice.action.text}
        </Button>
      )}
      <IconButton small label={copy.common.close} onPress={() => dismiss(notice.id)}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
