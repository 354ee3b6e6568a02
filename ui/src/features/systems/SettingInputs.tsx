import { Plus, Trash2 } from "lucide-react";
import type { Setting, System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button, IconButton } from "../../look/Button";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { removeAt, replaceAt } from "../workbench/lists";
import { freeName, toName } from "../workbench/names";
import { ProblemList } from "../workbench/ProblemList";
import { problemsOf, useSystemEditing } from "./editing";
import styles from "./Systems.module.css";

interface SettingInputsProps {
  system: System;
  /** With the ways to add, name and remove one. */
  canAdd?: boolean;
}

/** Values of a system that are not secret, for Test and for Live. */
export function SettingInputs({ system, canAdd = false }: SettingInputsProps) {
  const editing = useSystemEditing(system);
  const settings = system.settings ?? [];
  const words = copy.systems;

  function change(at: number, key: string, edit: (setting: Setting) => Setting) {
    editing.change(words.changes.settings, `settings[${at}].${key}`, (one) => {
      const before = one.settings?.[at];
      return before ? { ...one, settings: replaceAt(one.settings ?? [], at, edit(before)) } : one;
    });
  }

  function add() {
    const name = freeName(
      "setting",
      settings.map((one) => one.name),
    );
    editing.change(words.changes.addSetting(name), null, (one) => ({
      ...one,
      settings: [...(one.settings ?? []), { name, label: "", help: "", values: {} }],
    }));
  }

  function remove(at: number, name: string) {
    editing.change(words.changes.removeSetting(name), null, (one) => ({
      ...one,
      settings: removeAt(one.settings ?? [], at),
    }));
  }

  return (
    <div className={common.stack} data-at={`${editing.prefix}settings`}>
      {settings.map((setting, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a setting's name is edited in place
        <fieldset key={at} className={styles.group}>
          <legend>{setting.label || setting.name}</legend>
          {canAdd && (
            <div className={styles.pair}>
              <Input
                label={words.name}
                mono
                value={setting.name}
                onChange={(text) => change(at, "name", (one) => ({ ...one, name: toName(text) }))}
              />
              <Input
                label={words.label}
                value={setting.label ?? ""}
                onChange={(label) => change(at, "label", (one) => ({ ...one, label }))}
              />
              <IconButton label={words.changes.removeSetting(setting.name)} onPress={() => remove(at, setting.name)}>
                <Trash2 size={15} aria-hidden />
              </IconButton>
            </div>
          )}
          <div className={styles.pair}>
            <Input
              label={words.testValue}
              value={setting.values.test ?? ""}
              onChange={(test) => change(at, "test", (one) => ({ ...one, values: { ...one.values, test } }))}
            />
            <Input
              label={words.liveValue}
              value={setting.values.live ?? ""}
              onChange={(live) => change(at, "live", (one) => ({ ...one, values: { ...one.values, live } }))}
            />
          </div>
          {setting.help && <p className={common.quiet}>{setting.help}</p>}
          <ProblemList problems={problemsOf(editing, `settings[${at}]`)} />
        </fieldset>
      ))}
      {canAdd && settings.length === 0 && <p className={common.quiet}>{words.noSettings}</p>}
      {canAdd && (
        <div>
          <Button look="link" onPress={add}>
            <Plus size={15} aria-hidden />
            {words.addSetting}
          </Button>
        </div>
      )}
    </div>
  );
}
