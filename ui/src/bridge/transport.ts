import type { Event } from "./types";

/** How commands and events travel. The desktop window has one way, the loopback host of the browser tests the other. */
export interface Transport {
  send(name: string, request: unknown): Promise<unknown>;
  listen(receive: (event: Event) => void): void;
}
