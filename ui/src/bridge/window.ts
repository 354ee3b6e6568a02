/** Inside the desktop window: the one Tauri command. No other file names `@tauri-apps`. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Transport } from "./transport";
import type { Event } from "./types";

export const windowTransport: Transport = {
  send: (name, request) => invoke("call", { name, request }),
  listen: (receive) => {
    void listen<Event>("drawbridge://event", (event) => receive(event.payload));
  },
};
