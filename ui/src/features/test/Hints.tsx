import { useQuery } from "@tanstack/react-query";
import { Lightbulb } from "lucide-react";
import { changePreferences, startQuery } from "../../app/queries";
import type { RunView } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { useConnector } from "../workbench/context";
import { hintFor } from "./hints";
import { useSession } from "./session";
import styles from "./Test.module.css";

const none: readonly string[] = [];

/** At most one hint at a time, about what the last run has just shown, each once. */
export function Hints() {
  const run = useSession((state) => state.run);
  return run && <HintAbout run={run} />;
}

function HintAbout({ run }: { run: RunView }) {
  const connector = useConnector();
  const seen = useQuery({ ...startQuery, select: (start) => start.preferences.hints_seen }).data ?? none;
  const hint = hintFor(run, connector, seen);
  if (!hint) return null;
  return (
    <aside className={styles.hint} aria-label={copy.test.hints.label}>
      <Lightbulb size={15} aria-hidden />
      <span>{copy.test.hints[hint]}</span>
      <Button small onPress={() => void changePreferences({ hints_seen: [...seen, hint] })}>
        {copy.test.hints.gotIt}
      </Button>
    </aside>
  );
}
