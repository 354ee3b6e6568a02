// What leaves the page by other ways than its pixels: the clipboard, and what a screen reader is told.
import { expect, test } from '../harness.mjs'

const secret = 'cs_canary_fedcba9876543210'

/** Whether a text is in what the browser tells an assistive program: names, values, descriptions. */
async function tells(page, text) {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  await session.detach()
  return JSON.stringify(nodes).includes(text)
}

/** A connector that signs in with a secret, at an API that sends everything back that it gets. */
async function echoing(app, page, api) {
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}/echo`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByRole('button', { name: /Sign in with/ }).click()
  await page.getByRole('option', { name: /^API key/ }).click()
}

const field = (page) => page.getByLabel('Value of api_key')

/** SECURITY TAU-15; SEC-09: every view of a request that can be copied or photographed shows placeholders only. */
test('a masked value is masked for a screen reader too', async ({ app, page, api }) => {
  const echo = { you_sent: { 'x-api-key': secret }, in_base64: Buffer.from(secret).toString('base64') }
  api.on('GET', '/echo', { json: echo, headers: { 'X-Echo': secret } })
  await echoing(app, page, api)
  await field(page).pressSequentially(secret)
  expect(await tells(page, secret), 'while it is typed').toBe(false)
  expect(await tells(page, 'Value of api_key'), 'the tree was read').toBe(true)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /^Replace / }).first()).toBeVisible()
  expect(await tells(page, secret), 'when it is kept').toBe(false)
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('button', { name: 'Allow and run' }).click()
  await expect(panel.getByText('200 OK').first()).toBeVisible()
  await expect(panel.getByRole('treeitem').first()).toContainText('you_sent')
  expect(api.requests.at(-1).headers['x-api-key'], 'the key was sent').toBe(secret)
  for (const view of ['Answer', 'Request sent', 'Headers', 'Timeline', 'Rules']) {
    await panel.getByRole('tab', { name: view, exact: true }).click()
    expect(await tells(page, secret), `in the view “${view}”`).toBe(false)
    expect((await page.content()).includes(secret), `in the view “${view}”`).toBe(false)
  }
})

/** SECURITY TAU-14. */
test('the clipboard is written when somebody asks for it, and never with a secret', async ({ app, page, api }) => {
  await page.addInitScript(() => {
    window.copied = []
    if (!navigator.clipboard) return
    navigator.clipboard.writeText = async (text) => void window.copied.push(text)
    navigator.clipboard.write = async () => void window.copied.push('something else')
    const said = document.execCommand.bind(document)
    document.execCommand = (command, ...rest) => (/copy|cut/i.test(command) && window.copied.push(command), said(command, ...rest))
  })
  const copied = () => page.evaluate(() => window.copied)
  api.on('GET', '/echo', { json: { order: { status: 'sent', key: secret } } })
  await echoing(app, page, api)
  await field(page).fill(secret)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /^Replace / }).first()).toBeVisible()
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('button', { name: 'Allow and run' }).click()
  await expect(panel.getByRole('treeitem').first()).toBeVisible()
  for (const view of ['Request sent', 'Headers', 'Timeline', 'Answer']) await panel.getByRole('tab', { name: view, exact: true }).click()
  expect(await copied(), 'nobody has asked yet').toEqual([])

  const row = (path) => panel.locator(`[role=treeitem][data-path="${path}"]`)
  await row('order.key').click()
  await page.getByRole('menuitem', { name: 'Copy value' }).click()
  await row('order.key').click()
  await page.getByRole('menuitem', { name: 'Copy path' }).click()
  await expect.poll(copied).toHaveLength(2)
  const [value, path] = await copied()
  expect(path).toBe('order.key')
  expect(value, 'a secret that came back is hidden').not.toContain(secret)
})
