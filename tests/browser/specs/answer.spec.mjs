// Large and strange answers, shown in pieces.
import { expect, test } from '../harness.mjs'

async function connect(app, page, api, path) {
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}${path}`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByRole('complementary').getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('button', { name: 'Allow and run' }).click()
}

test('ten megabytes are a tree that scrolls, folds and finds', async ({ app, page, api }) => {
  test.slow()
  const orders = Array.from({ length: 30_000 }, (_, id) => ({
    id,
    status: id === 29_123 ? 'needle' : 'processing',
    total: '59.90',
    billing: { first_name: 'Ana', email: `ana${id}@example.com`, city: 'Porto', address: 'Rua das Flores 8, second floor, left' },
    note: 'x'.repeat(120),
  }))
  api.on('GET', '/orders', { json: { orders } })
  await connect(app, page, api, '/orders')
  const tree = page.getByRole('tree')
  await expect(tree.getByRole('treeitem').first()).toBeVisible()
  await expect(page.getByText(/This answer has \d/)).toBeVisible()
  await tree.focus()
  await page.keyboard.press('Home')
  await expect(tree.locator('[data-path="orders"]')).toBeVisible()
  await tree.locator('[data-path="orders"]').click()
  await expect(tree.locator('[data-path="orders[0]"]')).toBeVisible()
  await page.keyboard.press('End')
  await expect(tree.locator('[data-path="orders[29999]"]')).toBeVisible()
  expect(await tree.getByRole('treeitem').count()).toBeLessThan(120)
  await page.keyboard.press('Control+F')
  await page.keyboard.type('needle')
  await expect(tree.locator('[data-path="orders[29123].status"]')).toBeVisible()
  await expect(tree.locator('[data-path="orders[29123].status"]')).toHaveAttribute('aria-level', '3')
  await page.getByRole('radio', { name: 'Text' }).click()
  await expect(page.getByRole('region', { name: 'Answer as text' })).toContainText('"orders"')
})

test('an answer that is no JSON is shown as text, and says so', async ({ app, page, api }) => {
  api.on('GET', '/page', { text: '<h1>Not found</h1><script>document.title = "owned"</script>', status: 404 })
  await connect(app, page, api, '/page')
  await expect(page.getByRole('region', { name: 'Answer as text' })).toContainText('<h1>Not found</h1>')
  expect(await page.title()).toBe('Drawbridge')
})

test('a text of many lines can be read to its last one', async ({ app, page, api }) => {
  api.on('GET', '/log', { text: Array.from({ length: 45_000 }, (_, line) => `line ${line}`).join('\n') })
  await connect(app, page, api, '/log')
  const text = page.getByRole('region', { name: 'Answer as text' })
  await expect(text).toContainText('line 0')
  await text.focus()
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(text).toContainText('line 44999', { timeout: 500 })
  }).toPass()
  await page.keyboard.press('Home')
  await expect(text).toContainText('line 0')
})

/** What is too long to be a path is not offered as one. */
test('a value whose path is too long can be copied, and nothing else is offered', async ({ app, page, api }) => {
  api.on('GET', '/long', { json: { ['n'.repeat(300)]: 'x', id: 7 } })
  await connect(app, page, api, '/long')
  const rows = page.getByRole('tree').getByRole('treeitem')
  await rows.first().click()
  await expect(page.getByText('its path is too long for a connector')).toBeVisible()
  await expect(page.getByRole('menuitem')).toHaveText(['Copy value'])
  await page.keyboard.press('Escape')
  await rows.nth(1).click()
  await expect(page.getByRole('menuitem', { name: 'Copy path' })).toBeVisible()
})

test('a slow answer can be cancelled at once', async ({ app, page, api }) => {
  api.on('GET', '/slow', { json: {}, delay: 20_000 })
  await connect(app, page, api, '/slow')
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible()
  await expect(page.getByText(/\d\.\d s/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible()
})

test('a run that changes real data says so before anything is sent', async ({ app, page, api }) => {
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}/tickets`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByRole('button', { name: /What the request does/ }).click()
  await page.getByRole('option', { name: 'Remove · DELETE' }).click()
  await page.getByRole('complementary').getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('alertdialog', { name: 'This changes real data' })).toContainText('DELETE /tickets')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  expect(api.requests).toEqual([])
})

/** UX 54, 55: a path finds too, and what was found can be shown alone. */
test('a path finds values, and only what was found is shown on request', async ({ app, page, api }) => {
  const items = ['tote', 'mug', 'cap'].map((name, at) => ({ name, price: 10 * (at + 1) }))
  api.on('GET', '/orders/1', { json: { id: 1, status: 'open', items } })
  await connect(app, page, api, '/orders/1')
  const tree = page.getByRole('tree')
  const paths = () => tree.getByRole('treeitem').evaluateAll((rows) => rows.map((row) => row.dataset.path))
  await expect.poll(paths).toEqual(['id', 'status', 'items'])
  await page.keyboard.press('Control+F')
  await page.keyboard.type('$.items[?@.price > 15')
  await expect(page.getByText('no path yet')).toBeVisible()
  await page.keyboard.type('].name')
  await expect(page.getByText('1 of 2')).toBeVisible()
  await expect(tree.locator('[data-path="items[1].name"]')).toBeVisible()
  await page.getByRole('button', { name: 'Show only what was found' }).click()
  await expect.poll(paths).toEqual(['items', 'items[1]', 'items[1].name', 'items[2]', 'items[2].name'])
  await page.getByRole('button', { name: 'Show only what was found' }).click()
  await expect.poll(paths).toContain('status')
  await page.getByRole('button', { name: 'Open and close' }).click()
  await page.getByRole('menuitem', { name: 'Open 1 level' }).click()
  await expect.poll(paths).toEqual(['id', 'status', 'items', 'items[0]', 'items[1]', 'items[2]'])
})

/** UX 57, 61: what is a file is named, saved whole, and never drawn. */
test('a file inside an answer is a tag that can be opened and saved, and none is ever drawn', async ({ app, page, api }) => {
  const logo = `iVBORw0KGgo${'Ab3/'.repeat(250_000)}`
  api.on('GET', '/a', { json: { logo } })
  await connect(app, page, api, '/a')
  const row = page.getByRole('tree').locator('[data-path="logo"]')
  await expect(row).toContainText('PNG, 732.4 KB')
  await row.click()
  await page.getByRole('menuitem', { name: 'Show all of it' }).click()
  await expect(page.getByRole('dialog', { name: 'logo' })).toContainText('The first 100,000 characters are shown.')
  await app.dialogs({ save: `${app.data}/logo.txt` })
  await page.getByRole('dialog').getByRole('button', { name: 'Save it to a file…' }).click()
  await expect(page.getByText(/Saved as .*logo\.txt/)).toBeVisible()
  const { readFile } = await import('node:fs/promises')
  expect(await readFile(`${app.data}/logo.txt`, 'utf8'), 'nothing is cut from it').toBe(logo)
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()

  api.on('GET', '/a', { text: '<!DOCTYPE html><img src=x onerror="document.title=1"><h1>Down</h1>', headers: { 'content-type': 'text/html' } })
  await page.getByRole('complementary').getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByText('The system answered with a web page.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Answer as text' })).toContainText('<h1>Down</h1>')
  expect(await page.getByRole('complementary').locator('img, iframe').count()).toBe(0)
  expect(await page.title()).toBe('Drawbridge')
})

/** UX 85. */
test('any writing is kept, in names, answers and files', async ({ app, page, api }) => {
  api.on('GET', '/orders/1', { json: { 状態: '発送済み', نص: 'شكرا 🎒' } })
  await connect(app, page, api, '/orders/1')
  await expect(page.getByRole('tree')).toContainText('発送済み')
  await expect(page.getByRole('tree')).toContainText('شكرا 🎒')
  const name = page.getByRole('textbox', { name: 'Name of the connector' })
  await name.fill('注文状況 – où est-ce ? 🎒')
  await page.keyboard.press('Control+S')
  await app.restart()
  await app.open()
  await expect(name).toHaveValue('注文状況 – où est-ce ? 🎒')
})
