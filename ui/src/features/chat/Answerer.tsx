import { useQuery } from "@tanstack/react-query";
import { modelQuery } from "../../app/queries";
import { useGo } from "../../app/view";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Pick } from "../../look/Pick";
import { hostOf } from "../model/presets";
import styles from "./Chat.module.css";
import { useChat, useChatStore } from "./chatStore";

/** Who plays the chatbot: the built-in assistant, or the model that was set up. */
export function Answerer() {
  const chat = useChatStore();
  const go = useGo();
  const by = useChat((state) => state.by);
  const model = useQuery(modelQuery).data?.model;
  const words = copy.chat;
  const chosen = model ? by : "built_in";
  const host = model ? hostOf(model.address) : "";
  return (
    <span className={styles.answerer}>
      {words.answeredBy}
      <Pick
        inline
        label={words.answeredBy}
        value={chosen}
        choices={[
          { id: "built_in", ...words.builtIn },
          ...(model ? [{ id: "model" as const, text: model.model || host, help: words.goesTo(host) }] : []),
          { id: "settings", ...(model ? words.otherModel : words.setUpModel) },
        ]}
        onChange={(id: "built_in" | "model" | "settings") =>
          id === "settings" ? go.to({ page: "settings", part: "model" }) : chat.set({ by: id })
        }
      />
      {chosen === "model" && <span className={common.quiet}>{words.goesTo(host)}</span>}
    </span>
  );
}
