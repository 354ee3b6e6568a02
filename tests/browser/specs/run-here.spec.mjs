// "Run it here": what the dialog shows to be pasted works as it is shown.
import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { axe, expect, test } from '../harness.mjs'

const order = { order_id: 727, email: 'ana@example.com' }

/** Calls the tool as a client that was given this address and these headers. */
async function callOverHttp({ url, headers }, inputs) {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'order_status', arguments: inputs } }
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
    body: JSON.stringify(message),
  })
  return { status: response.status, outcome: (await response.json()).result?.structuredContent?.outcome }
}

/** Calls the tool as a client that starts the program itself. */
async function callOverStreams({ command, args, env }, inputs) {
  const program = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
  const write = (message) => program.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
  write({ id: 1, method: 'initialize', params: hello })
  write({ method: 'notifications/initialized' })
  write({ id: 2, method: 'tools/call', params: { name: 'order_status', arguments: inputs } })
  for await (const line of createInterface({ input: program.stdout })) {
    const message = JSON.parse(line)
    if (message.id !== 2) continue
    program.stdin.end()
    return message.result.structuredContent.outcome
  }
}

test('a bundle that was exported runs here, and each text works where it is pasted', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await page.getByRole('button', { name: 'Export…' }).click()
  await app.dialogs({ save: join(app.data, "ana's shop.json") })
  await page.getByRole('button', { name: 'Save bundle' }).click()
  const here = page.getByRole('region', { name: 'Run it here' })
  await here.getByRole('button', { name: 'Run it here' }).click()
  await expect(here.getByText(/It runs at http:\/\/127\.0\.0\.1:\d+ \(Sample\)/)).toBeVisible()
  const pasted = async (client) => {
    await here.getByRole('radio', { name: client }).click()
    return here.locator('pre').first().innerText()
  }
  const desktop = JSON.parse(await pasted('Claude Desktop')).mcpServers.drawbridge
  expect(await callOverStreams(desktop, order)).toBe('answer')
  for (const server of [
    JSON.parse(await pasted('VS Code')).servers.drawbridge,
    JSON.parse(await pasted('Cursor')).mcpServers.drawbridge,
  ]) {
    expect(await callOverHttp(server, order)).toEqual({ status: 200, outcome: 'answer' })
    const withoutToken = await fetch(server.url, { method: 'POST', body: '{}' })
    expect(withoutToken.status, 'another program of this computer does not get in').toBe(401)
  }
  const line = await pasted('HTTP')
  const answer = JSON.parse(execFileSync('sh', ['-c', line.replace(/^curl/, 'curl --silent')], { encoding: 'utf8' }))
  expect(answer.outcome).toBe('answer')
  await expect(here.getByText(/order_status answer in \d+ ms/).first()).toBeVisible()
  expect(await axe(page)).toEqual([])
  await here.getByRole('button', { name: 'Stop it' }).click()
  await expect(here.getByText(/It runs at/)).toHaveCount(0)
  await expect(fetch(line.match(/http:\S+/)[0])).rejects.toThrow()
})

test('what is missing on the live system is said, and nothing runs', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await page.getByRole('button', { name: 'Export…' }).click()
  await app.dialogs({ save: join(app.data, 'shop.json') })
  await page.getByRole('button', { name: 'Save bundle' }).click()
  const here = page.getByRole('region', { name: 'Run it here' })
  await here.getByRole('radio', { name: 'Live' }).click()
  await here.getByRole('button', { name: 'Run it here' }).click()
  await expect(here.getByRole('alert')).toContainText('has no value for Live')
  await expect(here.getByText(/It runs at/)).toHaveCount(0)
})
