import { FolderOpen } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { tell, tellFailure } from "../../app/notices";
import { changePreferences } from "../../app/queries";
import { call } from "../../bridge/call";
import type { Preferences, StartState, Theme } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Page } from "../../look/Page";
import { Pick } from "../../look/Pick";
import { Segments } from "../../look/Segments";
import { Switch } from "../../look/Switch";
import { CopiesPart } from "../copies/CopiesPart";
import { CopyButton } from "../exchange/CopyButton";
import { ModelPart } from "../model/ModelPart";
import { VaultNotice } from "../systems/VaultNotice";
import styles from "./Settings.module.css";
import { ShortcutSettings } from "./ShortcutSettings";
import { TextSize } from "./TextSize";

const themes: readonly Theme[] = ["system", "light", "dark"];

/** How long runs may be kept, in days. */
const keeping = [1, 7, 30, 90, 365];

function set(change: Partial<Preferences>) {
  changePreferences(change)?.catch(tellFailure);
}

interface SettingsPageProps {
  start: StartState;
  /** The part that somebody asked for. */
  part?: "shortcuts" | "model" | undefined;
}

/** How the window looks, who answers in the chat, and where everything lies. */
export function SettingsPage({ start, part }: SettingsPageProps) {
  const { preferences, data_folder, version } = start;
  const words = copy.settings;
  return (
    <Page title={words.title}>
      <Part title={words.look}>
        <Row text={words.theme}>
          <Segments<Theme>
            label={words.theme}
            value={preferences.theme}
            choices={themes.map((id) => ({ id, text: words.themes[id], help: words.themeHelp[id] }))}
            onChange={(theme) => set({ theme })}
          />
        </Row>
        <Row text={words.zoom}>
          <TextSize zoom={preferences.zoom} onChange={(zoom) => set({ zoom })} />
        </Row>
        <Switch isSelected={preferences.http_names} onChange={(http_names) => set({ http_names })}>
          {words.httpNames}
        </Switch>
        <Switch isSelected={preferences.preview_tabs} onChange={(preview_tabs) => set({ preview_tabs })}>
          {words.previewTabs}
        </Switch>
        <Row text={words.hints}>
          <Button
            isDisabled={preferences.hints_seen.length === 0}
            onPress={() => {
              set({ hints_seen: [] });
              tell(words.hintsBack);
            }}
          >
            {words.hintsAgain}
          </Button>
        </Row>
      </Part>
      <Part title={copy.model.title} lead={copy.model.lead} isWanted={part === "model"}>
        <ModelPart />
      </Part>
      <Part title={words.data} lead={words.dataHelp}>
        <div className={styles.folder}>
          <code>{data_folder}</code>
          <CopyButton text={data_folder} label={words.copyFolder} />
          <Button onPress={() => void call("open_data_folder", {}).catch(tellFailure)}>
            <FolderOpen size={15} aria-hidden />
            {words.openFolder}
          </Button>
        </div>
        <Row text={words.runsKept}>
          <Pick
            label={words.runsKept}
            value={String(preferences.keep_runs_days)}
            choices={[...new Set([...keeping, preferences.keep_runs_days])].map((days) => ({
              id: String(days),
              text: words.days(days),
            }))}
            onChange={(days) => set({ keep_runs_days: Number(days) })}
          />
        </Row>
        <p className={common.quiet}>{words.runsKeptHelp}</p>
      </Part>
      <Part title={copy.copies.title} lead={copy.copies.lead}>
        <CopiesPart />
      </Part>
      <Part title={words.keychain}>
        <VaultNotice />
      </Part>
      <Part title={words.shortcuts} isWanted={part === "shortcuts"}>
        <ShortcutSettings own={preferences.keys as Record<string, string>} />
      </Part>
      <p className={common.quiet}>{words.version(version)}</p>
    </Page>
  );
}

interface PartProps {
  title: string;
  lead?: string;
  isWanted?: boolean;
  children: ReactNode;
}

function Part({ title, lead, isWanted = false, children }: PartProps) {
  const id = useId();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isWanted) section.current?.scrollIntoView({ block: "start" });
  }, [isWanted]);
  return (
    <section className={common.card} aria-labelledby={id} ref={section}>
      <h2 id={id}>{title}</h2>
      {lead && <p className={common.quiet}>{lead}</p>}
      {children}
    </section>
  );
}

function Row({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span>{text}</span>
      {children}
    </div>
  );
}
