import { PanelLeftOpen, Plus, Search } from "lucide-react";
import { useKeysOf } from "../../app/shortcuts";
import { useGo } from "../../app/view";
import type { NewConnector } from "../../bridge/types";
import { copy } from "../../copy";
import { IconButton } from "../../look/Button";
import styles from "./Sidebar.module.css";

interface RailProps {
  onShow(): void;
  onCreate(from: NewConnector): void;
}

/** What is left of the left column when it is hidden. */
export function Rail({ onShow, onCreate }: RailProps) {
  const go = useGo();
  const keysOf = useKeysOf();
  const words = copy.library;
  return (
    <nav className={styles.rail} aria-label={words.navigation}>
      <IconButton label={words.show} keys={keysOf("sidebar")} onPress={onShow}>
        <PanelLeftOpen size={17} aria-hidden />
      </IconButton>
      <IconButton label={words.searchLabel} keys={keysOf("palette")} onPress={() => go.show({ type: "palette" })}>
        <Search size={17} aria-hidden />
      </IconButton>
      <IconButton label={words.newConnector} keys={keysOf("newConnector")} onPress={() => onCreate({ type: "blank" })}>
        <Plus size={18} aria-hidden />
      </IconButton>
    </nav>
  );
}
