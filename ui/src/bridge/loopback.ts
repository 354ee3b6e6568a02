/** In a browser: the same commands over HTTP from the loopback host that the tests start. */
import type { Transport } from "./transport";
import type { Event } from "./types";

export const loopbackTransport: Transport = {
  async send(name, request) {
    const response = await fetch(`/call/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw answer;
    return answer;
  },
  listen(receive) {
    const source = new EventSource("/events");
    source.onmessage = (message) => receive(JSON.parse(message.data) as Event);
  },
};
