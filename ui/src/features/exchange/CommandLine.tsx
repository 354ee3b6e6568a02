import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { CopyButton } from "./CopyButton";
import styles from "./Exchange.module.css";

/** The lines that run a bundle. */
export function CommandLine({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3 className={common.heading}>{copy.exchange.runIt}</h3>
      {lines.map((line) => (
        <div key={line} className={styles.command}>
          <code>{line}</code>
          <CopyButton text={line} label={copy.exchange.copyLine} />
        </div>
      ))}
    </div>
  );
}
