import { Copy, Ellipsis, History, Redo2, Trash2, Undo2 } from "lucide-react";
import { keysOf } from "../../app/shortcuts";
import { useGo } from "../../app/view";
import type { Environment } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { cx } from "../../look/cx";
import { Input } from "../../look/Input";
import { ActionMenu } from "../../look/Menu";
import { Segments } from "../../look/Segments";
import { deleteConnector, duplicateConnector } from "../library/actions";
import { useSession, useSessionStore } from "../test/session";
import { useConnector, useDraft, useDraftStore } from "./context";
import { SaveState } from "./SaveState";
import styles from "./Workbench.module.css";

const environments: readonly Environment[] = ["sample", "test", "live"];

/** Name, state and the actions on the whole connector. */
export function Header({ onStep }: { onStep(command: "undo" | "redo"): void }) {
  const go = useGo();
  const store = useDraftStore();
  const session = useSessionStore();
  const connector = useConnector();
  const history = useDraft((draft) => draft.history);
  const isDirty = useDraft((draft) => draft.waiting.length > 0);
  const environment = useSession((state) => state.environment);
  const words = copy.workbench;

  return (
    <header className={cx(styles.header, environment === "live" && styles.live)}>
      <h1 className="visually-hidden">{connector.name}</h1>
      <div className={styles.name} data-connector-name data-at="name" data-text={connector.name}>
        <Input
          label={words.name}
          hideLabel
          quiet
          value={connector.name}
          onChange={(name) => store.changeConnector(words.renamed, "name", (one) => ({ ...one, name }))}
        />
      </div>
      <code className={styles.toolName} title={words.tool.toolName}>
        {connector.tool_name}
      </code>
      <SaveState />
      <span className={styles.spring} />
      <IconButton
        label={words.undoHint(history.undo)}
        keys={keysOf("undo")}
        isDisabled={!history.undo && !isDirty}
        onPress={() => onStep("undo")}
      >
        <Undo2 size={16} aria-hidden />
      </IconButton>
      <IconButton
        label={words.redoHint(history.redo)}
        keys={keysOf("redo")}
        isDisabled={!history.redo}
        onPress={() => onStep("redo")}
      >
        <Redo2 size={16} aria-hidden />
      </IconButton>
      <IconButton label={copy.history.open} onPress={() => go.show({ type: "history", connectorId: connector.id })}>
        <History size={16} aria-hidden />
      </IconButton>
      <Segments
        label={words.environment}
        value={environment}
        choices={environments.map((id) => ({
          id,
          text: copy.common.environments[id],
          help: copy.common.environmentHelp[id],
          warn: id === "live",
        }))}
        onChange={(next) => session.set({ environment: next })}
      />
      <Button onPress={() => go.show({ type: "export", connectorId: connector.id })}>{words.export}</Button>
      <ActionMenu
        label={words.menu}
        actions={[
          {
            id: "duplicate",
            text: copy.library.duplicate,
            icon: <Copy size={14} aria-hidden />,
            keys: keysOf("duplicate"),
            run: () => void duplicateConnector(go, connector.id),
          },
          {
            id: "delete",
            text: copy.library.delete,
            icon: <Trash2 size={14} aria-hidden />,
            danger: true,
            run: () => void deleteConnector(go, connector, true),
          },
        ]}
      >
        <IconButton label={words.menu}>
          <Ellipsis size={16} aria-hidden />
        </IconButton>
      </ActionMenu>
    </header>
  );
}
