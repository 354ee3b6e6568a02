/** Which page stands in the middle of the window, and which dialog before it. Layout only; nothing here is saved. */
import { createContext, useContext } from "react";

export type View =
  | { page: "start" }
  | { page: "template"; id: string }
  /** `stays`: its tab is not replaced by the next connector that is looked at. */
  | { page: "connector"; id: string; stays?: boolean }
  | { page: "systems"; system?: string | undefined }
  | { page: "activity" }
  | { page: "bin" }
  | { page: "settings"; part?: "shortcuts" | "model" | undefined };

export type Overlay =
  | { type: "palette" }
  | { type: "export"; connectorId: string }
  | { type: "import"; path: string | null }
  /** cURL, OpenAPI, Postman or HAR; `text`: what was pasted elsewhere; `into`: the connector it was pasted into. */
  | { type: "drafts"; text: string | null; into?: string | undefined }
  | { type: "history"; connectorId: string };

export interface Go {
  to(view: View): void;
  show(overlay: Overlay | null): void;
}

export const GoContext = createContext<Go | null>(null);

/** How a component sends the person somewhere else. Its identity never changes. */
export function useGo(): Go {
  const go = useContext(GoContext);
  if (!go) throw new Error("useGo outside of the app");
  return go;
}
