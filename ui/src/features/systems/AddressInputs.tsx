import { useMemo } from "react";
import type { System } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { Input } from "../../look/Input";
import { TemplateField } from "../template/TemplateField";
import { ProblemList } from "../workbench/ProblemList";
import { problemsOf, useSystemEditing } from "./editing";
import { settingsOf } from "./insertables";

const environments = [
  { id: "test", label: copy.request.baseTest },
  { id: "live", label: copy.request.baseLive },
] as const;

/** A system's name and its address for Test and for Live. An address may name settings, and nothing else. */
export function AddressInputs({ system }: { system: System }) {
  const editing = useSystemEditing(system);
  const known = useMemo(() => settingsOf(system.settings), [system.settings]);
  const words = copy.request;
  const secrets = system.secrets?.length ?? 0;
  return (
    <div className={common.stack} data-at={`${editing.prefix}base_url`}>
      <Input
        label={words.systemName}
        value={system.name}
        onChange={(name) => editing.change(words.changes.system, "name", (one) => ({ ...one, name }))}
      />
      {environments.map(({ id, label }) => (
        <div key={id}>
          <TemplateField
            label={label}
            placeholder="https://"
            at={`${editing.prefix}base_url.${id}`}
            value={system.base_url[id] ?? ""}
            insertables={known}
            hideTools={known.length === 0}
            onChange={(text) =>
              editing.change(words.changes.base, `base_url.${id}`, (one) => ({
                ...one,
                base_url: { ...one.base_url, [id]: text.trim() },
              }))
            }
          />
          <ProblemList problems={problemsOf(editing, `base_url.${id}`)} />
        </div>
      ))}
      <p className={common.quiet}>
        {words.baseHelp} {secrets > 0 && copy.systems.addressChange}
      </p>
    </div>
  );
}
