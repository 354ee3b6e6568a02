import { useState } from "react";
import { tell } from "../../app/notices";
import type { CommandFailed } from "../../bridge/failure";
import type { ModelApi, ModelSettings, SecretStatus } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Input } from "../../look/Input";
import { Segments } from "../../look/Segments";
import { Switch } from "../../look/Switch";
import styles from "./Model.module.css";
import { ModelKey } from "./ModelKey";
import { ModelName } from "./ModelName";
import { ModelTest } from "./ModelTest";
import { saveModel } from "./modelStore";

interface ModelFormProps {
  settings: ModelSettings;
  status: SecretStatus;
}

/** A model that is set up. Each change is saved at once, a text when one leaves its field. */
export function ModelForm({ settings, status }: ModelFormProps) {
  const [address, setAddress] = useState(settings.address);
  const [model, setModel] = useState(settings.model);
  const [failure, setFailure] = useState<CommandFailed | null>(null);
  const words = copy.model;

  async function save(change: Partial<ModelSettings> = {}): Promise<boolean> {
    const next = { ...settings, address: address.trim(), model: model.trim(), ...change };
    const failed = await saveModel(next);
    setFailure(failed);
    return failed === null;
  }

  async function remove() {
    const failed = await saveModel(null);
    setFailure(failed);
    if (!failed) tell(words.removed);
  }

  return (
    <div className={styles.form}>
      <Input
        label={words.address}
        help={words.addressHelp}
        error={failure && `${failure.message} ${failure.hint}`}
        mono
        value={address}
        onChange={setAddress}
        onBlur={() => void save()}
      />
      <div className={styles.row}>
        <span>{words.api}</span>
        <Segments<ModelApi>
          label={words.api}
          value={settings.api}
          choices={(["openai", "anthropic"] as const).map((id) => ({ id, ...words.apis[id] }))}
          onChange={(api) => void save({ api })}
        />
      </div>
      <Switch isSelected={settings.own_network} onChange={(own_network) => void save({ own_network })}>
        {words.ownNetwork}
      </Switch>
      <ModelKey status={status} save={save} />
      <ModelName value={model} onChange={setModel} save={save} />
      <ModelTest canTest={model.trim() !== ""} save={save} />
      <div>
        <Button look="link" small onPress={() => void remove()}>
          {words.remove}
        </Button>
      </div>
    </div>
  );
}
