import { FolderOpen } from "lucide-react";
import { type ReactNode, useId } from "react";
import { tell, tellFailure } from "../../app/notices";
import { changePreferences } from "../../app/queries";
import { call } from "../../bridge/call";
import type { Preferences, StartState, Theme } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Page } from "../../look/Page";
import { Segments } from "../../look/Segments";
import { Switch } from "../../look/Switch";
import { CopyButton } from "../exchange/CopyButton";
import { VaultNotice } from "../systems/VaultNotice";
import styles from "./Settings.module.css";
import { ShortcutList } from "./ShortcutList";
import { TextSize } from "./TextSize";

const themes: readonly Theme[] = ["system", "light", "dark"];

function set(change: Partial<Preferences>) {
  changePreferences(change)?.catch(tellFailure);
}

/** How the window looks, and where everything lies. */
export function SettingsPage({ start }: { start: StartState }) {
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
      <Part title={words.data} lead={words.dataHelp}>
        <div className={styles.folder}>
          <code>{data_folder}</code>
          <CopyButton text={data_folder} label={words.copyFolder} />
          <Button onPress={() => void call("open_data_folder", {}).catch(tellFailure)}>
            <FolderOpen size={15} aria-hidden />
            {words.openFolder}
          </Button>
        </div>
      </Part>
      <Part title={words.keychain}>
        <VaultNotice />
      </Part>
      <Part title={words.shortcuts}>
        <ShortcutList />
      </Part>
      <p className={styles.quiet}>{words.version(version)}</p>
    </Page>
  );
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead && <p className={styles.quiet}>{lead}</p>}
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
