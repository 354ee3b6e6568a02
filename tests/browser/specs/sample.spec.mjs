// "Save as sample": a real answer is made fictional, seen before and after, and used by everything from then on.
import { axe, expect, test } from '../harness.mjs'

const order = {
  id: 8142,
  status: 'processing',
  total: '63.80',
  billing: { first_name: 'Marta', email: 'marta.lindqvist@gmail.com' },
  note: 'Marta asks to ring 8142 before noon.',
}

async function run(app, page, api) {
  api.on('GET', '/orders/8142', { json: order })
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}/orders/{order_id}?who={email}`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  const [{ id }] = (await app.call('library')).connectors
  const workbench = await app.call('open_connector', { id })
  const connector = {
    ...workbench.connector,
    validations: [{ input: 'email', compare_with: 'billing.email', type: 'equals_email' }],
    answer: { fields: [{ path: 'status' }, { path: 'billing.first_name' }] },
  }
  await app.call('save', { ...workbench, connector, label: 'Prepare', coalesce: null })
  await app.call('allow_private', { connector_id: id, origin: api.origin, allow: true })
  await app.reload()
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByLabel('order_id').fill('8142')
  await panel.getByLabel('email').fill('Marta.Lindqvist@gmail.com')
  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(panel.getByText('verified', { exact: true })).toBeVisible()
  return { id, panel }
}

test('a real answer becomes a sample without anything real in it', async ({ app, page, api }) => {
  const { id, panel } = await run(app, page, api)
  await panel.getByRole('button', { name: 'Save as sample' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save the answer as a sample' })
  const row = (before) => dialog.getByRole('row').filter({ has: page.getByRole('cell', { name: before, exact: true }) })
  await expect(row('Marta').getByRole('textbox')).not.toHaveValue('Marta')
  await expect(row('processing')).toContainText('stays')
  expect(await axe(page)).toEqual([])

  await dialog.getByRole('textbox', { name: 'Stand-in for Marta', exact: true }).fill('Beatrix')
  await page.keyboard.press('Enter')
  await expect(row('Marta').getByRole('textbox')).toHaveValue('Beatrix')
  await dialog.getByText('Keep', { exact: true }).waitFor()
  await row('63.80').getByRole('checkbox').press(' ')
  await expect(row('63.80')).toContainText('as you chose')
  await dialog.getByRole('button', { name: 'Save sample' }).click()
  await expect(page.getByText('Saved. Runs in Sample use it')).toBeVisible()

  const { connector } = await app.call('open_connector', { id })
  const kept = JSON.stringify([connector.samples, connector.tests])
  for (const real of ['8142', 'Marta', 'lindqvist', 'gmail', 'noon']) expect(kept).not.toContain(real)
  expect(kept).toContain('Beatrix')
  expect(connector.samples[0].body.total).toBe('63.80')
  expect(connector.tests.map((one) => one.name)).toEqual(['the owner', 'a stranger'])

  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(panel.getByText('verified', { exact: true })).toBeVisible()
  await expect(panel.getByText('Sample', { exact: true }).first()).toBeVisible()
  await expect(panel.locator('[data-path="billing.email"]').or(panel.locator('[data-path="billing"]')).first()).toBeVisible()
  await panel.getByRole('button', { name: 'Run them' }).click()
  await expect(panel.getByText('2 saved cases, all pass')).toBeVisible()
  expect(api.requests.length, 'the sample asks nobody').toBe(1)

  await page.keyboard.press('Control+Z')
  await expect.poll(async () => (await app.call('open_connector', { id })).connector.samples ?? []).toEqual([])
})

test('an answer that is no JSON is no sample, and says why', async ({ app, page, api }) => {
  api.on('GET', '/page', { text: 'Marta was here' })
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}/page`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByRole('complementary').getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByRole('button', { name: 'Allow and run' }).click()
  await page.getByRole('button', { name: 'Save as sample' }).click()
  await expect(page.getByRole('dialog')).toContainText('is not JSON')
  await expect(page.getByRole('button', { name: 'Save sample' })).toBeDisabled()
})
