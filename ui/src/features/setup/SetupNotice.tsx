import { useState } from "react";
import { copy } from "../../copy";
import { Button } from "../../look/Button";
import { Notice } from "../../look/Notice";
import { useConnector, useSecrets, useSystem } from "../workbench/context";
import { needsSetup } from "./missing";
import { SetupGuide } from "./SetupGuide";

/** Says that a connector runs on samples only, and leads to the setup. Gone when nothing is missing. */
export function SetupNotice() {
  const connector = useConnector();
  const secrets = useSecrets();
  const system = useSystem();
  const [isOpen, setIsOpen] = useState(false);
  const words = copy.setup;
  if (!system) return null;
  return (
    <>
      {needsSetup(connector, system, secrets) && (
        <Notice
          tone="info"
          title={words.notice(system.name)}
          action={
            <Button small look="primary" onPress={() => setIsOpen(true)}>
              {words.open}
            </Button>
          }
        />
      )}
      {isOpen && <SetupGuide system={system} onClose={() => setIsOpen(false)} />}
    </>
  );
}
