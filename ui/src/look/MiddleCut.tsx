import styles from "./MiddleCut.module.css";

/** So many characters of the end always stay in sight. */
const tail = 8;

/**
 * A name on one line. A long one is cut in the middle, because names of one family differ at their end; what is read
 * aloud is always the whole of it.
 */
export function MiddleCut({ text }: { text: string }) {
  const letters = [...text];
  if (letters.length <= tail * 2) return <span className={styles.whole}>{text}</span>;
  return (
    <span className={styles.cut}>
      <span className="visually-hidden">{text}</span>
      <span aria-hidden="true" className={styles.start}>
        {letters.slice(0, -tail).join("")}
      </span>
      <span aria-hidden="true" className={styles.end}>
        {letters.slice(-tail).join("")}
      </span>
    </span>
  );
}
