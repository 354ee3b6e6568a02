// What every browser test stands on. A spec is a file `specs/NAME.spec.mjs`:
//
//   import { test, expect, axe } from '../harness.mjs'
//
//   test('a new connector is in the list', async ({ app, page }) => {
//     await app.open()                                                // the interface, loaded, on a fresh library
//     await page.getByRole('button', { name: 'New connector' }).click()
//     expect(await axe(page)).toEqual([])                             // no accessibility problem on this screen
//   })
//
// `app` is a loopback host of this test's own: the real commands, a temporary data folder, a keychain in memory.
//   app.open(path)            goes to the interface and waits until it stands
//   app.call(name, request)   asks a command directly (to prepare, or to see what is on disk), once the page has settled
//   app.reload()              loads the page anew, once it has settled
//   app.dialogs({ save, open })  what the next file dialogs answer; null cancels
//   app.vault('locked')       how the keychain behaves from now on: ready, locked, missing
//   app.opened()              the addresses that the person's own browser was sent to
//   app.restart()             kills the host with SIGKILL, once the page has settled, and starts it on the same data
//   app.data                  the data folder
// `api` is a fake API on loopback: api.on('GET', '/orders/727', { status, statusText, json, headers, delay }), api.origin,
// api.requests. A reply may be a function of the request. What it does not know is answered with 599 and fails the test.
// `test.use({ connectors: 1000 })` fills the library first.
//
// Any error in the page's console, and any page error, fails the test too.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base } from '@playwright/test'

const root = join(import.meta.dirname, '../..')
const program = process.env.DRAWBRIDGE_LOOPBACK_HOST ?? join(root, 'target/debug/loopback_host')
const interfaceFolder = process.env.DRAWBRIDGE_INTERFACE ?? join(root, 'ui/dist')

/** Commands that wait for somebody else's server: nothing of theirs is on its way to disk. */
const waiting = /\/call\/(run|chat_say|sign_in_with_browser|test_sign_in|try_attack)/

class App {
  /** The commands that the page has asked and that are not answered yet. */
  #asked = new Set()

  constructor(page, data, connectors) {
    this.page = page
    this.data = data
    this.connectors = connectors
    page.on('request', (request) => {
      if (request.url().includes('/call/') && !waiting.test(request.url())) this.#asked.add(request)
    })
    for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => this.#asked.delete(request))
  }

  /** Waits until the page has drawn what was clicked last and the commands it asked for are answered. */
  async settled() {
    if (this.page.isClosed() || !this.page.url().startsWith(this.origin)) return
    const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    do {
      await this.page.evaluate(frames)
      await expect.poll(() => this.#asked.size).toBe(0)
      await this.page.evaluate(frames)
    } while (this.#asked.size > 0)
  }

  async start(...options) {
    this.process = spawn(program, ['--data', this.data, '--interface', interfaceFolder, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    for await (const line of createInterface({ input: this.process.stdout })) {
      const found = /^listening on (http:\S+)$/.exec(line)
      if (found) {
        this.origin = found[1]
        return
      }
    }
    throw new Error('the loopback host ended before it listened')
  }

  async stop() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    // The page listens for events; cut off, it would complain in the console.
    if (!this.page.isClosed()) await this.page.goto('about:blank')
    const ended = once(this.process, 'exit')
    this.process.kill('SIGKILL')
    await ended
  }

  async restart() {
    await this.settled()
    await this.stop()
    await this.start()
  }

  async reload() {
    await this.settled()
    await this.page.reload()
    await this.#stands()
  }

  async open(path = '/') {
    await this.page.goto(this.origin + path)
    await this.#stands()
  }

  /** The page is drawn and hears keys. */
  async #stands() {
    await expect(this.page.locator('#root')).not.toBeEmpty()
    await this.settled()
  }

  async call(name, request = {}) {
    await this.settled()
    const answer = await fetch(`${this.origin}/call/${name}`, { method: 'POST', body: JSON.stringify(request) })
    const content = await answer.json()
    if (!answer.ok) throw Object.assign(new Error(content.message), content)
    return content
  }

  dialogs(answers) {
    return this.#script('dialogs', answers)
  }

  vault(state) {
    return this.#script('vault', { state })
  }

  async opened() {
    return (await fetch(`${this.origin}/test/browser`)).json()
  }

  async #script(what, content) {
    const answer = await fetch(`${this.origin}/test/${what}`, { method: 'POST', body: JSON.stringify(content) })
    if (!answer.ok) throw new Error(await answer.text())
  }
}

class FakeApi {
  requests = []
  complaints = []
  #routes = new Map()

  async start() {
    this.server = createServer((request, response) => this.#answer(request, response))
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.hostPort = `127.0.0.1:${this.server.address().port}`
    this.origin = `http://${this.hostPort}`
  }

  /** Answers a method and path; several replies are given in turn, the last one again and again. */
  on(method, path, ...replies) {
    this.#routes.set(`${method} ${path}`, replies)
    return this
  }

  async #answer(request, response) {
    const body = []
    for await (const piece of request) body.push(piece)
    const { method, url, headers } = request
    const asked = { method, url, headers, body: Buffer.concat(body).toString() }
    this.requests.push(asked)
    const key = `${method} ${url.split('?')[0]}`
    const replies = this.#routes.get(key)
    const next = replies?.length > 1 ? replies.shift() : replies?.[0]
    const reply = typeof next === 'function' ? next(asked) : next
    if (!reply) {
      this.complaints.push(key)
      response.writeHead(599).end()
      return
    }
    if (reply.delay) await new Promise((done) => setTimeout(done, reply.delay))
    const content = reply.text ?? JSON.stringify(reply.json ?? {})
    const type = reply.text === undefined ? 'application/json' : 'text/plain'
    const sent = { 'content-type': type, ...reply.headers }
    if (reply.statusText) response.writeHead(reply.status ?? 200, reply.statusText, sent)
    else response.writeHead(reply.status ?? 200, sent)
    response.end(content)
  }

  async stop() {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }
}

export const test = base.extend({
  connectors: [0, { option: true }],

  app: async ({ page, connectors }, use) => {
    const data = await mkdtemp(join(tmpdir(), 'drawbridge-browser-'))
    const app = new App(page, data, connectors)
    const problems = []
    page.on('pageerror', (problem) => problems.push(String(problem)))
    page.on('console', (message) => {
      // A refused command is answered with 422, which Chromium notes in the console by itself.
      if (message.type() === 'error' && !message.text().includes('422')) problems.push(message.text())
    })
    await app.start(...(connectors > 0 ? ['--connectors', String(connectors)] : []))
    await use(app)
    await app.stop()
    await rm(data, { recursive: true, force: true })
    expect(problems, 'errors in the page').toEqual([])
  },

  api: async ({}, use) => {
    const api = new FakeApi()
    await api.start()
    await use(api)
    await api.stop()
    expect(api.complaints, 'the fake API was asked what it does not know').toEqual([])
  },
})

/** Accessibility problems of what is on the screen, one line each; WCAG 2.2 AA and axe's best practices. */
export async function axe(page) {
  // Off by default in axe, and a rule of WCAG 2.2 AA all the same (2.5.8).
  const rules = { 'target-size': { enabled: true } }
  const { violations } = await new AxeBuilder({ page }).options({ rules }).analyze()
  return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help} at ${node.target.join(' ')}`))
}

export { expect }

/** Pastes a text where the focus is, as from the clipboard. */
export async function paste(page, text) {
  await page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text/plain', text)
    const place = document.activeElement ?? document.body
    place.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)
}

/** Starts with the sample connector and goes to its chat; `say` writes a line as the customer. */
export async function openChat(page) {
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByRole('tab', { name: 'Chat' }).click()
  const log = panel.getByRole('log', { name: 'Conversation' })
  const say = async (line) => {
    await panel.getByRole('textbox', { name: 'What the customer writes' }).fill(line)
    await page.keyboard.press('Enter')
  }
  return { panel, log, say }
}
