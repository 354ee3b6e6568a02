import type { Setting, System } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { problemsOf, useSystemEditing } from "../systems/editing";
import { replaceAt } from "../workbench/lists";
import { ProblemList } from "../workbench/ProblemList";

/** Where a system is: one value of each setting, for Live, and for Test as long as Test has none of its own. */
export function AddressStep({ system }: { system: System }) {
  const editing = useSystemEditing(system);
  const settings = system.settings ?? [];
  const words = copy.setup;

  function change(at: number, live: string) {
    editing.change(copy.systems.changes.settings, `settings[${at}].both`, (one) => {
      const before = one.settings?.[at];
      return before ? { ...one, settings: replaceAt(one.settings ?? [], at, withValue(before, live)) } : one;
    });
  }

  return (
    <div className={common.stack}>
      <p>{settings.length > 0 ? words.addressHelp : words.noSettings}</p>
      {settings.map((setting, at) => (
        <div key={setting.name}>
          <Input
            label={setting.label || setting.name}
            help={setting.help}
            value={setting.values.live ?? ""}
            onChange={(live) => change(at, live)}
          />
          <ProblemList problems={problemsOf(editing, `settings[${at}]`)} />
        </div>
      ))}
    </div>
  );
}

function withValue(setting: Setting, live: string): Setting {
  const { test = "", live: before = "" } = setting.values;
  return { ...setting, values: { test: test === before ? live : test, live } };
}
