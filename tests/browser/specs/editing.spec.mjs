// What is typed is kept, undone and told about; placeholders are chips; rows behave like rows.
import { expect, test } from '../harness.mjs'

async function sample(app, page) {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  // The first connector of a fresh program waits for the tokenizer's tables.
  await expect(page.getByRole('textbox', { name: 'Name of the connector' })).toBeVisible()
}

const address = (page) => page.getByRole('textbox', { name: 'Address', exact: true })
const stored = async (app) => {
  const { library } = await app.call('start')
  return (await app.call('open_connector', { id: library.connectors[0].id })).connector
}

test('saving by itself moves neither focus nor caret, and what is typed is on disk', async ({ app, page }) => {
  await sample(app, page)
  const prompt = page.getByRole('textbox', { name: 'When to use it, and how' })
  await prompt.fill('Ask for the number.')
  await prompt.press('Home')
  await page.keyboard.type('Always. ', { delay: 120 })
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await page.waitForTimeout(900)
  await page.keyboard.type('First. ')
  await expect(prompt).toHaveValue('Always. First. Ask for the number.')
  await expect(prompt).toBeFocused()
  await page.keyboard.press('Control+S')
  await expect.poll(async () => (await stored(app)).prompt).toBe('Always. First. Ask for the number.')
})

test('a save that fails says why and can be tried again', async ({ app, page }) => {
  await sample(app, page)
  await page.route('**/call/save', (route) =>
    route.fulfill({ status: 422, json: { code: 'storage', message: 'The disk is full.', hint: '', at: null } }),
  )
  await page.getByRole('textbox', { name: 'When to use it, and how' }).fill('Changed')
  await expect(page.getByRole('alert')).toContainText('Could not save – The disk is full.')
  await page.unroute('**/call/save')
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  expect((await stored(app)).prompt).toBe('Changed')
})

test('Ctrl+Z takes back the last change wherever it was, across a restart, and says what it was', async ({ app, page }) => {
  await sample(app, page)
  await page.getByRole('button', { name: 'Hide total from the bot' }).click()
  await expect(page.getByRole('button', { name: 'Edit total' })).toHaveCount(0)
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  await app.restart()
  await app.open()
  await expect(page.getByRole('button', { name: 'Edit status' })).toBeVisible()
  await page.keyboard.press('Control+Z')
  await expect(page.getByRole('button', { name: 'Edit total' })).toBeVisible()
  await expect(page.getByText('Undone: Hide total from the bot')).toBeVisible()
  await page.keyboard.press('Control+Shift+Z')
  await expect(page.getByRole('button', { name: 'Edit total' })).toHaveCount(0)
})

test('a placeholder is one chip: one Backspace deletes it, { brings it back, Ctrl+Z too', async ({ app, page }) => {
  await sample(app, page)
  const chip = page.locator('[data-address] [data-chip="order_id"]')
  await expect(chip).toBeVisible()
  await expect(chip).toHaveAttribute('title', /Your order number/)
  await address(page).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Backspace')
  await expect(chip).toHaveCount(0)
  await page.keyboard.press('Control+Z')
  await expect(chip).toBeVisible()
  await page.keyboard.press('End')
  await page.keyboard.press('Backspace')
  await page.getByRole('button', { name: 'Insert value: Address' }).click()
  await page.getByRole('menuitem', { name: /order_id/ }).click()
  await expect(chip).toBeVisible()
  await address(page).click()
  await page.keyboard.press('End')
  await page.keyboard.type('/{')
  await expect(page.getByRole('option', { name: /email/ })).toBeVisible()
  await page.keyboard.press('Escape')
})

test('renaming a question renames its chips and rules', async ({ app, page }) => {
  await sample(app, page)
  const name = page.getByRole('textbox', { name: 'Name of email' })
  await name.fill('Customer mail')
  await name.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of customer_mail' })).toHaveValue('customer_mail')
  await expect.poll(async () => (await stored(app)).validations[0].input).toBe('customer_mail')
  expect((await stored(app)).tests[0].inputs).toHaveProperty('customer_mail')
})

test('a key that is pasted is held back and goes to the keychain', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await sample(app, page)
  await page.getByRole('tab', { name: 'Headers' }).first().click()
  await page.getByRole('textbox', { name: 'Header name 1' }).fill('Authorization')
  await page.getByRole('textbox', { name: 'Header value 1' }).click()
  const key = ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_')
  await page.evaluate((text) => navigator.clipboard.writeText(text), key)
  await page.keyboard.press('Control+V')
  await page.getByRole('button', { name: 'Store as a secret' }).click()
  await expect(page.locator('[data-chip="secret.api_key"]').first()).toBeVisible()
  await page.keyboard.press('Control+S')
  expect(JSON.stringify(await stored(app))).not.toContain(key)
  expect(await page.content()).not.toContain(key)
})

test('several lines pasted into a row are several rows, which can be switched off and edited as text', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await sample(app, page)
  await page.getByRole('textbox', { name: 'Parameter name 1' }).click()
  await page.evaluate(() => navigator.clipboard.writeText('lang: pt\ncontext: view\nper_page: 10'))
  await page.keyboard.press('Control+V')
  await expect(page.getByRole('textbox', { name: 'Parameter name 3' })).toHaveValue('per_page')
  await page.getByRole('textbox', { name: 'Parameter name 3' }).press('Alt+ArrowUp')
  await expect(page.getByRole('textbox', { name: 'Parameter name 2' })).toHaveValue('per_page')
  await page.getByRole('checkbox', { name: 'Send lang' }).click({ force: true })
  await expect.poll(async () => (await stored(app)).steps[0].query.map((row) => [row.name, Boolean(row.disabled)])).toEqual([
    ['lang', true],
    ['per_page', false],
    ['context', false],
  ])
  await page.getByRole('button', { name: 'Edit as text' }).click()
  await expect(page.getByRole('textbox', { name: /One a line/ })).toHaveValue('# lang: pt\nper_page: 10\ncontext: view')
})
