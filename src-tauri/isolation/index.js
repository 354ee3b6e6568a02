// Every message from the page to the program passes here first, in a frame that the page's own code cannot reach.
// Only the one command and the two event calls that the capability names go on; anything else is dropped by throwing.
const allowed = new Set(['call', 'plugin:event|listen', 'plugin:event|unlisten'])

window.__TAURI_ISOLATION_HOOK__ = (message) => {
  if (!allowed.has(message.cmd)) {
    throw new Error(`the window may not ask for ${String(message.cmd)}`)
  }
  return message
}
