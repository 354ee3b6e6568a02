/** What the texts of a system may name: its own settings and secrets. A customer's answer never stands in them. */
import type { Secret, Setting } from "../../bridge/types";
import { copy } from "../../copy";
import type { Insertable } from "../workbench/placeholders";

export function settingsOf(settings: readonly Setting[] = []): Insertable[] {
  return settings.map((one) => ({ reference: `setting.${one.name}`, origin: "setting", detail: one.label ?? "" }));
}

export function settingsAndSecretsOf(settings: readonly Setting[] = [], secrets: readonly Secret[] = []): Insertable[] {
  const known = secrets.map(
    (one): Insertable => ({ reference: `secret.${one.name}`, origin: "secret", detail: one.label ?? "" }),
  );
  return [...known, ...settingsOf(settings)];
}

/** Parts of the request itself, which what is signed may name. */
export function partsOfRequest(): Insertable[] {
  return Object.entries(copy.signIn.parts).map(([name, detail]) => ({
    reference: `request.${name}`,
    origin: "step",
    detail,
  }));
}
