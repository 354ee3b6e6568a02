// The chat: a customer's lines, the bot's replies and why, a chat as a test, dishonest customers.
import { axe, expect, openChat, test } from '../harness.mjs'

const words = "Email doesn't match. Please verify your details."
const values = ['59.90', 'Canvas', 'Rua das Flores', 'ana@example.com']

// SECURITY IDV-36: on a failed check the chat shows only that it failed.
test('a stranger is turned away with the owner’s words, and the corrected email is answered', async ({ app, page }) => {
  await app.open()
  const { panel, log, say } = await openChat(page)
  await say('hi, where is my order?')
  await expect(log).toContainText('I can look that up. What is your order number, and the email used for the order?')
  await say('727, bob@example.com')
  await expect(log).toContainText(words)
  await expect(log.getByText('not verified')).toBeVisible()
  await expect(log.getByText(/Try 1 of 5/)).toBeVisible()
  for (const value of values) await expect(log, value).not.toContainText(value)
  await log.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(log).toContainText('{"outcome":"not_verified"')
  expect(await axe(page)).toEqual([])

  await say('sorry, ana@example.com')
  await expect(log).toContainText('Order 727 is being prepared. It was placed on 14 November 2026 for 59.90 EUR: canvas tote and enamel mug.')
  await expect(log.getByText(/The AI received 7 of \d+ fields, \d+ tokens/)).toBeVisible()

  await panel.getByRole('radio', { name: 'Raw' }).click()
  await expect(log).toContainText('"type": "chose"')
  await panel.getByRole('radio', { name: 'Story' }).click()

  await panel.getByRole('button', { name: 'Save this chat as a test' }).click()
  await panel.getByRole('textbox', { name: 'Name of the test' }).fill('the customer corrects the email')
  await page.keyboard.press('Enter')
  await panel.getByRole('button', { name: 'Replay' }).click()
  await expect(panel.getByText('1 saved chat, as before')).toBeVisible()

  await panel.getByRole('button', { name: 'Change this line and send it again' }).nth(1).click()
  await say('727, ana@example.com')
  await expect(log).not.toContainText(words)
  await panel.getByRole('button', { name: 'New chat' }).click()
  await say('727')
  await expect(log).toContainText('What is the email used for the order?')
  await expect(log, 'nothing of the last customer is known').not.toContainText('Order 727 is')
})

test('an attack reports what was tried, what was said and that nothing leaked', async ({ app, page }) => {
  await app.open()
  const { panel } = await openChat(page)
  await panel.getByRole('button', { name: 'Try an attack' }).click()
  const report = page.getByRole('dialog', { name: 'What dishonest customers get' })
  await expect(report.getByText('Nothing leaked.')).toBeVisible()
  await expect(report.getByRole('heading', { name: 'A stranger who knows the record' })).toBeVisible()
  await expect(report.getByText(`“${words}”`).first()).toBeVisible()
  for (const value of values.slice(0, 3)) await expect(report, value).not.toContainText(value)
  expect(await axe(page)).toEqual([])
})

for (const theme of ['light', 'dark']) {
  test(`the chat has no accessibility problem, ${theme}`, async ({ app, page }) => {
    const { preferences } = await app.call('start')
    await app.call('save_preferences', { ...preferences, theme })
    await app.open()
    const { log, say } = await openChat(page)
    await say('order 727, ana@example.com')
    await expect(log).toContainText('Order 727 is being prepared.')
    expect(await axe(page)).toEqual([])
  })
}

test('a chat with a real system shows its requests, and a stranger gets nothing of the answer', async ({ app, page, api }) => {
  api.on('GET', '/wp-json/wc/v3/orders/727', {
    json: { number: '727', status: 'processing', date_created: '2026-11-14T09:21:07', total: '59.90', currency: 'EUR',
      billing: { email: 'ana@example.com' }, line_items: [{ name: 'Canvas tote' }, { name: 'Enamel mug' }] },
  })
  const made = await app.call('create_connector', { type: 'template', id: 'woocommerce/order_status' })
  const systems = [{ ...made.systems[0], base_url: { test: api.origin, live: api.origin }, sign_in: { type: 'none' } }]
  const { connector, revisions } = made
  await app.call('save', { connector, systems, revisions, label: 'Set the address', coalesce: null })
  await app.open()
  await page.getByRole('option', { name: /Order status/ }).click()
  await page.getByRole('radio', { name: 'Test', exact: true }).click()
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByRole('tab', { name: 'Chat' }).click()
  const log = panel.getByRole('log', { name: 'Conversation' })
  const line = panel.getByRole('textbox', { name: 'What the customer writes' })
  await line.fill('where is order 727, bob@example.com')
  await page.keyboard.press('Enter')
  await panel.getByRole('button', { name: 'Allow and run' }).click()
  await expect(log).toContainText(words)
  await expect(log.getByText(/GET .*\/wp-json\/wc\/v3\/orders\/727/)).toBeVisible()
  for (const value of values.slice(0, 2)) expect(await page.content(), value).not.toContain(value)
  await expect(panel.getByRole('button', { name: 'Save this chat as a test' })).toBeDisabled()
  await line.fill('sorry, ana@example.com')
  await page.keyboard.press('Enter')
  await expect(log).toContainText('for 59.90 EUR: canvas tote and enamel mug.')
  expect(api.requests.map((request) => `${request.method} ${request.url}`)).toEqual([
    'GET /wp-json/wc/v3/orders/727', 'GET /wp-json/wc/v3/orders/727',
  ])
})
