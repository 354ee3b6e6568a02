import {
  Activity,
  KeyRound,
  LayoutGrid,
  type LucideIcon,
  PanelLeftClose,
  Plus,
  Search,
  Settings,
  Trash2,
} from "lucide-react";
import { memo, type ReactNode } from "react";
import { NoticeList } from "../../app/NoticeList";
import { changePreferences } from "../../app/queries";
import { useKeysOf } from "../../app/shortcuts";
import { useTextScale } from "../../app/useTextScale";
import { useGo, type View } from "../../app/view";
import type { Library, NewConnector } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import { Chip } from "../../look/Chip";
import { cx } from "../../look/cx";
import { Divider } from "../../look/Divider";
import { ConnectorList } from "./ConnectorList";
import { Logo } from "./Logo";
import styles from "./Sidebar.module.css";

interface SidebarProps {
  library: Library;
  templates: number;
  view: View;
  width: number;
  onCreate(from: NewConnector): void;
  onHide(): void;
}

/** The left column. It is drawn anew only when the library or the page changes, never by typing in a connector. */
export const Sidebar = memo(function Sidebar({ library, templates, view, width, onCreate, onHide }: SidebarProps) {
  const go = useGo();
  const scale = useTextScale();
  const keysOf = useKeysOf();
  const words = copy.library;
  return (
    <nav
      className={styles.sidebar}
      style={{ inlineSize: `min(${width * scale}px, 24vw)` }}
      aria-label={words.navigation}
    >
      <div className={styles.top}>
        <button type="button" className={styles.brand} onClick={() => go.to({ page: "start" })}>
          <Logo />
          {copy.common.appName}
        </button>
        <span className={styles.spring} />
        <NoticeList />
        <IconButton small label={words.hide} keys={keysOf("sidebar")} onPress={onHide}>
          <PanelLeftClose size={16} aria-hidden />
        </IconButton>
      </div>
      <button
        type="button"
        className={styles.search}
        aria-label={words.searchLabel}
        onClick={() => go.show({ type: "palette" })}
      >
        <Search size={14} aria-hidden />
        <span>{words.search}</span>
        <kbd className={styles.keys}>{keysOf("palette")}</kbd>
      </button>
      <Button look="primary" onPress={() => onCreate({ type: "blank" })}>
        <Plus size={16} aria-hidden />
        {words.newConnector}
      </Button>
      <h2 className={styles.heading}>{words.count(library.connectors.length)}</h2>
      {library.connectors.length === 0 ? (
        <p className={styles.empty}>{words.empty}</p>
      ) : (
        <ConnectorList rows={library.connectors} openId={view.page === "connector" ? view.id : null} />
      )}
      <div className={styles.pages}>
        <Page icon={LayoutGrid} text={words.templates} view={{ page: "start" }} now={view} extra={templates} />
        <Page icon={Activity} text={words.activity} view={{ page: "activity" }} now={view} />
        <Page
          icon={KeyRound}
          text={words.secrets}
          view={{ page: "systems" }}
          now={view}
          extra={library.missing_secrets > 0 && <Chip tone="warn">{words.missing(library.missing_secrets)}</Chip>}
        />
        <Page icon={Trash2} text={words.bin} view={{ page: "bin" }} now={view} />
        <Page icon={Settings} text={words.settings} view={{ page: "settings" }} now={view} />
      </div>
      <Divider
        label={words.resize}
        value={width}
        min={180}
        max={420}
        direction={1}
        onChange={(sidebar_width) => void changePreferences({ sidebar_width })}
      />
    </nav>
  );
});

interface PageProps {
  icon: LucideIcon;
  text: string;
  view: View;
  now: View;
  extra?: ReactNode;
}

function Page({ icon: Icon, text, view, now, extra }: PageProps) {
  const go = useGo();
  const isHere = view.page === now.page || (view.page === "start" && now.page === "template");
  return (
    <button
      type="button"
      className={cx(styles.page, isHere && styles.here)}
      aria-current={isHere ? "page" : undefined}
      onClick={() => go.to(view)}
    >
      <Icon size={15} aria-hidden />
      {text}
      <span className={styles.extra}>{extra}</span>
    </button>
  );
}
