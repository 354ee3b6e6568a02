import { useQuery } from "@tanstack/react-query";
import { ShieldCheck, ShieldX } from "lucide-react";
import { modelQuery } from "../../app/queries";
import type { Attack } from "../../bridge/types";
import { copy } from "../../copy";
import { Chip } from "../../look/Chip";
import common from "../../look/Common.module.css";
import { Dialog } from "../../look/Dialog";
import { Notice } from "../../look/Notice";
import styles from "./Chat.module.css";
import { useChat, useChatStore } from "./chatStore";

/** As many as help to understand. */
const most = 4;

/** What each dishonest customer tried, what the bot said, and what leaked. */
export function AttackDialog() {
  const chat = useChatStore();
  const attack = useChat((state) => state.attack);
  const model = useQuery(modelQuery).data?.model;
  const words = copy.chat;
  if (!attack) return null;
  const { report, by } = attack;
  const bad = report.attacks.filter((attack) => !holds(attack)).length;
  return (
    <Dialog title={words.attackTitle} wide onClose={() => chat.set({ attack: null })}>
      <Notice tone={bad > 0 ? "bad" : "good"} title={bad > 0 ? words.attackLeaks(bad) : words.attackSafe}>
        {by === "model" && model ? words.attackLeadModel(model.model) : words.attackLead}
      </Notice>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol className={styles.attacks} tabIndex={0}>
        {report.attacks.map((attack) => (
          <OneAttack key={attack.kind} attack={attack} />
        ))}
      </ol>
    </Dialog>
  );
}

const holds = (attack: Attack) => attack.leaks.length === 0 && !attack.was_steered;

function OneAttack({ attack }: { attack: Attack }) {
  const words = copy.chat;
  const Icon = holds(attack) ? ShieldCheck : ShieldX;
  return (
    <li className={styles.attack}>
      <h3>
        <Icon size={16} aria-hidden className={holds(attack) ? styles.good : styles.bad} />
        {words.attackKinds[attack.kind]}
      </h3>
      <dl>
        <dt>{words.tried}</dt>
        <dd>
          <Lines lines={attack.tried} />
        </dd>
        <dt>{words.said}</dt>
        <dd>
          <Lines lines={attack.said} />
        </dd>
        <dt>{words.leaked}</dt>
        <dd>
          {attack.leaks.length === 0 ? (
            words.leakedNothing
          ) : (
            <ul>
              {attack.leaks.map((leak) => (
                <li key={leak.field}>
                  <Chip tone="bad" mono>
                    {leak.field}
                  </Chip>{" "}
                  {leak.value}
                </li>
              ))}
            </ul>
          )}
          {attack.was_steered && <p className={styles.bad}>{words.steered}</p>}
        </dd>
      </dl>
    </li>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul>
      {lines.slice(0, most).map((line) => (
        <li key={line} className={styles.summary}>
          “{line}”
        </li>
      ))}
      {lines.length > most && <li className={common.quiet}>{copy.chat.more(lines.length - most)}</li>}
    </ul>
  );
}
