import { type ReactNode, useId } from "react";
import type { System } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { AddressInputs } from "./AddressInputs";
import { HeaderInputs } from "./HeaderInputs";
import { SecretInputs } from "./SecretInputs";
import { SettingInputs } from "./SettingInputs";
import { SignInForm } from "./SignInForm";

/**
 * All about one system. It stands on the systems page, inside a [`SystemEditingContext`], or in a workbench, where the
 * connector's draft takes its changes.
 */
export function SystemPanel({ system }: { system: System }) {
  const words = copy.systems;
  return (
    <div className={common.stack}>
      <Part title={words.addresses}>
        <AddressInputs system={system} />
      </Part>
      <Part title={words.secrets} lead={words.secretsHelp}>
        <SecretInputs system={system} />
      </Part>
      <Part title={words.signIn}>
        <SignInForm system={system} />
      </Part>
      <Part title={words.settings} lead={words.settingsHelp}>
        <SettingInputs system={system} canAdd />
      </Part>
      <Part title={words.headers}>
        <HeaderInputs system={system} />
      </Part>
    </div>
  );
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={common.card} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {lead && <p className={common.quiet}>{lead}</p>}
      </header>
      {children}
    </section>
  );
}
