import { useMemo } from "react";
import type { System } from "../../bridge/types";
import { copy } from "../../copy";
import common from "../../look/Common.module.css";
import { useSystemEditing } from "./editing";
import { settingsAndSecretsOf } from "./insertables";
import { PairInputs } from "./PairInputs";

/** Headers that every request to a system carries. */
export function HeaderInputs({ system }: { system: System }) {
  const editing = useSystemEditing(system);
  const { settings, secrets, headers = [] } = system;
  const known = useMemo(() => settingsAndSecretsOf(settings, secrets), [settings, secrets]);
  const words = copy.systems;
  return (
    <div className={common.stack} data-at={`${editing.prefix}headers`}>
      {headers.length === 0 && <p className={common.quiet}>{words.noHeaders}</p>}
      <PairInputs
        editing={editing}
        at="headers"
        rows={headers}
        insertables={known}
        words={{ ...copy.request.rows.header, add: words.addHeader, remove: words.removeHeader }}
        onChange={(coalesce, edit) =>
          editing.change(words.changes.headers, coalesce, (one) => ({ ...one, headers: edit(one.headers ?? []) }))
        }
      />
    </div>
  );
}
