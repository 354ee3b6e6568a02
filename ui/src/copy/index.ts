/**
 * All sentences that a person reads, by feature. A second language is a folder like `en/` with the same shape and a
 * line in `languages`; TypeScript says what is missing in it.
 */
import { en } from "./en";

export type Copy = typeof en;

const languages: Record<string, Copy> = { en };

function chosen(): string {
  const wanted = typeof navigator === "undefined" ? "en" : (navigator.language.split("-")[0] ?? "en");
  return wanted in languages ? wanted : "en";
}

export const language = chosen();
export const copy: Copy = languages[language] ?? en;
