import { Check, ExternalLink, TriangleAlert } from "lucide-react";
import type { System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Notice } from "../../look/Notice";
import { useSystemEditing } from "./editing";
import styles from "./Systems.module.css";
import { stateOf } from "./secretStatus";
import { useBrowserSignIn } from "./useBrowserSignIn";

interface BrowserSignInProps {
  system: System;
  /** The secret that keeps the sign-in. */
  secret: string;
}

/** Signs in on the system's own page: for each environment with an address, whether that was done, and a way to do it. */
export function BrowserSignIn({ system, secret }: BrowserSignInProps) {
  const editing = useSystemEditing(system);
  const { isWaiting, report, failure, start, cancel } = useBrowserSignIn(system);
  const row = editing.secrets.find((one) => one.name === secret);
  const places = (["test", "live"] as const).filter((place) => Boolean(system.base_url[place]));
  const words = copy.signIn.browser;
  return (
    <div className={common.stack}>
      <div className={styles.signInHead}>
        {places.length === 0 && <span className={common.quiet}>{words.noAddress}</span>}
        {places.map((place) => {
          const state = row ? stateOf(row[place]) : "missing";
          const isIn = state === "set";
          const name = copy.common.environments[place];
          const only = isIn ? words.again : words.start;
          const Icon = isIn ? Check : TriangleAlert;
          return (
            <span key={place} className={styles.signInHead}>
              <Chip tone={isIn ? "good" : "warn"} icon={<Icon size={12} aria-hidden />}>
                {places.length > 1 ? `${name}: ${words.states[state]}` : words.states[state]}
              </Chip>
              <Button
                {...(isIn ? {} : { look: "primary" as const })}
                isDisabled={isWaiting}
                onPress={() => void start(place)}
              >
                <ExternalLink size={15} aria-hidden />
                {places.length > 1 ? (isIn ? words.againFor(name) : words.startFor(name)) : only}
              </Button>
            </span>
          );
        })}
      </div>
      <div role="status">
        {isWaiting && (
          <Notice
            tone="info"
            title={words.waiting}
            action={<Button onPress={() => void cancel()}>{words.cancel}</Button>}
          >
            {words.waitingHelp}
          </Notice>
        )}
        {report && (
          <Notice tone={report.accepted ? "good" : "bad"} title={report.sentence}>
            {report.next_step}
          </Notice>
        )}
        {failure && (
          <Notice tone="bad" title={failure.message || copy.common.errors[failure.code]}>
            {failure.code === "private_address" ? copy.systems.testPrivate : failure.hint}
          </Notice>
        )}
      </div>
    </div>
  );
}
