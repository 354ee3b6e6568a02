// The seed journey: a connector from nothing, with mouse and keyboard only, against a WooCommerce-shaped API that
// demands Basic auth.
import { expect, test } from '../harness.mjs'

const order = {
  id: 727,
  status: 'processing',
  currency: 'EUR',
  date_created: '2026-11-14T09:21:07',
  total: '59.90',
  billing: { first_name: 'Ana', email: 'ana@example.com' },
  line_items: [{ name: 'Canvas tote', quantity: 1 }, { name: 'Enamel mug', quantity: 2 }],
}

const words = "Email doesn't match. Please verify your details."

/** What a value of the answer offers. */
async function choose(page, path, action) {
  await page.locator(`[role=treeitem][data-path="${path}"]`).click()
  await page.getByRole('menuitem', { name: action }).click()
}

test('a connector is built from nothing, verifies its customer, and leaves as a bundle', async ({ app, page, api }) => {
  api.on('GET', '/wp-json/wc/v3/orders/727', { json: order })
  await app.open()
  await page.getByRole('button', { name: 'New connector' }).click()

  await page.getByRole('textbox', { name: 'Name of the connector' }).fill('Order status')
  await page.getByRole('textbox', { name: 'Address', exact: true }).click()
  await page.keyboard.type(`${api.origin}/wp-json/wc/v3/orders/{order_id}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /Server address of/ })).toContainText(api.hostPort)
  await page.getByRole('button', { name: 'Make “order_id” a question' }).click()

  await page.getByRole('button', { name: 'Add a question' }).click()
  const name = page.getByRole('textbox', { name: 'Name of question' })
  await name.fill('email')
  await name.press('Enter')
  await expect(page.getByRole('button', { name: /Kind of email/ })).toContainText('Email address')
  await page.getByRole('textbox', { name: 'What to ask for of order_id' }).fill('Your order number')
  await page.getByRole('textbox', { name: 'What to ask for of email' }).fill('Email used for the order')

  await page.getByRole('button', { name: /Sign in with/ }).click()
  await page.getByRole('option', { name: /Username and password/ }).click()
  for (const [secret, value] of [['username', 'ck_key'], ['password', 'cs_secret']]) {
    await page.getByLabel(`Value of ${secret}`).fill(value)
    await page.getByRole('button', { name: `Save ${secret}` }).click()
    await expect(page.getByRole('button', { name: `Replace ${secret}` })).toBeVisible()
  }

  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByLabel('order_id').fill('727')
  await panel.getByLabel('email').fill('ANA@Example.com')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: 'Allow and run' }).click()
  await expect(panel.getByText('not verified')).toBeVisible()

  await panel.getByRole('tree').focus()
  await page.keyboard.press('Home')
  await page.locator('[role=treeitem][data-path="billing"]').click()
  await choose(page, 'billing.email', 'Compare with what the customer said…')
  await page.getByRole('textbox', { name: 'What the bot says otherwise' }).fill(words)
  await page.getByRole('button', { name: 'Add the rule' }).click()
  await expect(page.locator('[data-path="billing.email"]')).toContainText('verifies email')

  for (const path of ['status', 'date_created', 'total']) await choose(page, path, 'Let the bot see it')
  await page.locator('[role=treeitem][data-path="line_items"]').click()
  await page.locator('[role=treeitem][data-path="line_items[0]"]').click()
  await choose(page, 'line_items[0].name', 'Let the bot see it, in every item')
  await page.getByRole('textbox', { name: 'When to use it, and how' }).fill('Use this when a customer asks about an order.')

  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(panel.getByText('verified', { exact: true })).toBeVisible()
  await panel.getByRole('tab', { name: 'What the bot sees' }).click()
  const received = panel.locator('code').last()
  await expect(received).toContainText('"status": "processing"')
  await expect(received).toContainText('Enamel mug')
  for (const hidden of ['Ana', 'ana@example.com', 'EUR']) await expect(received).not.toContainText(hidden)

  await panel.getByRole('tab', { name: 'Test', exact: true }).click()
  await panel.getByLabel('email').fill('bob@example.com')
  await panel.getByLabel('email').press('Enter')
  await expect(panel.getByText('not verified')).toBeVisible()
  await expect(panel.getByText(`“${words}”`)).toBeVisible()
  await panel.getByRole('tab', { name: 'What the bot sees' }).click()
  await expect(received).not.toContainText('processing')

  const expected = `Basic ${Buffer.from('ck_key:cs_secret').toString('base64')}`
  expect(new Set(api.requests.map((request) => request.headers.authorization))).toEqual(new Set([expected]))
  expect(await page.content(), 'a secret stays out of the page').not.toContain('cs_secret')

  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await app.restart()
  await app.open()
  await expect(page.getByRole('textbox', { name: 'What the bot says when this rule fails' })).toHaveValue(words)
  await expect(page.getByRole('button', { name: 'Edit line_items[*].name' })).toBeVisible()

  await page.getByRole('button', { name: 'Export…' }).click()
  await page.getByRole('button', { name: 'Save bundle' }).click()
  await expect(page.getByText(/is saved/)).toBeVisible()
})
