/** Where models usually run. */
import type { ModelSettings } from "../../bridge/types";
import { copy } from "../../copy";

export const presetIds = ["openai", "anthropic", "azure", "ollama", "lm_studio", "other"] as const;

export type PresetId = (typeof presetIds)[number];

export const presets: Record<PresetId, ModelSettings> = {
  openai: { api: "openai", address: "https://api.openai.com/v1", model: "", own_network: false },
  anthropic: { api: "anthropic", address: "https://api.anthropic.com/v1", model: "", own_network: false },
  azure: { api: "openai", address: copy.model.azureResource, model: "", own_network: false },
  ollama: { api: "openai", address: "http://localhost:11434/v1", model: "", own_network: true },
  lm_studio: { api: "openai", address: "http://localhost:1234/v1", model: "", own_network: true },
  other: { api: "openai", address: "http://localhost:8080/v1", model: "", own_network: true },
};

/** The name and port of an address; the address itself while it is none. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
