// Every message from the page to the program passes here first, in a frame that the page's own code cannot reach.
// Only the one command and the two event calls that the capability names go on, and only in the form that the
// interface gives them; anything else is dropped by throwing.
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const keys = (value) => Object.keys(value).sort().join()

const allowed = new Map([
  [
    'call',
    (asked) =>
      keys(asked) === 'name,request' &&
      typeof asked.name === 'string' &&
      /^[a-z_]{1,64}$/.test(asked.name) &&
      isRecord(asked.request),
  ],
  ['plugin:event|listen', (asked) => asked.event === 'drawbridge://event'],
  ['plugin:event|unlisten', (asked) => asked.event === 'drawbridge://event'],
])

window.__TAURI_ISOLATION_HOOK__ = (message) => {
  const isWell = allowed.get(message.cmd)
  if (!isWell || !isRecord(message.payload) || !isWell(message.payload)) {
    throw new Error(`the window may not ask for ${String(message.cmd)} like this`)
  }
  return message
}
