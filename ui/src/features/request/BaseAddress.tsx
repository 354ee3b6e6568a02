import { Globe, TriangleAlert } from "lucide-react";
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { useGo } from "../../app/view";
import type { System } from "../../bridge/types";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { cx } from "../../look/cx";
import { AddressInputs } from "../systems/AddressInputs";
import { SettingInputs } from "../systems/SettingInputs";
import { useSession } from "../test/session";
import { DraftContext, useDraftStore, useProblems, useSystemIndex } from "../workbench/context";
import { placeholders } from "../workbench/placeholders";
import styles from "./Request.module.css";

/** The address without what goes without saying, with the settings' values in it. */
export function shownBase(system: System, environment: "test" | "live"): string {
  const { test = "", live = "" } = system.base_url;
  const base = (environment === "live" ? live : test) || test || live;
  let shown = "";
  let at = 0;
  for (const span of placeholders(base)) {
    const setting = system.settings?.find((one) => `setting.${one.name}` === span.reference);
    const value = setting?.values[environment] || setting?.values.test || setting?.values.live;
    shown += base.slice(at, span.from) + (value || setting?.label || span.reference);
    at = span.to;
  }
  return (shown + base.slice(at)).replace(/^https:\/\//, "");
}

/** The server's address as a chip that opens what stands behind it. */
export function BaseAddress({ system }: { system: System }) {
  const go = useGo();
  const store = useDraftStore();
  const environment = useSession((session) => session.environment);
  const index = useSystemIndex(system.id);
  const problems = useProblems(`systems[${index}].base_url`);
  const shown = shownBase(system, environment === "live" ? "live" : "test");
  const words = copy.request;
  return (
    <DialogTrigger>
      <AriaButton
        className={cx(styles.base, !shown && styles.baseMissing)}
        aria-label={`${words.baseOf(system.name)}: ${shown || words.baseMissing}`}
      >
        {shown && problems.length === 0 ? <Globe size={13} aria-hidden /> : <TriangleAlert size={13} aria-hidden />}
        <span>{shown || words.baseMissing}</span>
      </AriaButton>
      <Popover className={styles.popover ?? ""} placement="bottom start">
        <Dialog className={styles.popoverBody ?? ""} aria-label={words.baseOf(system.name)}>
          <DraftContext value={store}>
            <div className={styles.popoverInner} data-draft>
              <AddressInputs system={system} />
              <SettingInputs system={system} />
              <Button look="link" small onPress={() => go.to({ page: "systems", system: system.id })}>
                {words.openSystem}
              </Button>
            </div>
          </DraftContext>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
