/**
 * Every word between the interface and Rust passes here: `call` asks a command, `onEvent` hears what happened
 * meanwhile. A command's name decides its types; nothing here or above names a type by hand.
 */
import { toFailure } from "./failure";
import type { Transport } from "./transport";
import type { Commands, Event } from "./types";

const inWindow = "__TAURI_INTERNALS__" in globalThis;

const transport: Promise<Transport> = inWindow
  ? import("./window").then((module) => module.windowTransport)
  : import("./loopback").then((module) => module.loopbackTransport);

export async function call<Name extends keyof Commands>(
  name: Name,
  request: Commands[Name]["request"],
): Promise<Commands[Name]["response"]> {
  try {
    return (await (await transport).send(name, request)) as Commands[Name]["response"];
  } catch (thrown) {
    throw toFailure(thrown);
  }
}

const receivers = new Set<(event: Event) => void>();
let listening = false;

function deliver(event: Event) {
  for (const receive of receivers) receive(event);
}

/** Hears events until the returned function is called. */
export function onEvent(receive: (event: Event) => void): () => void {
  receivers.add(receive);
  if (!listening) {
    listening = true;
    void transport.then((found) => found.listen((event) => deliver(event)));
  }
  return () => receivers.delete(receive);
}
