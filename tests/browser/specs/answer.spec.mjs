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
  await expect(tree.getByRole('treeitem').first()).toBeVisible({ timeout: 20_000 })
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
