// Bundles out and in.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness.mjs'

const canary = 'ck_canary_0123456789'

async function openBundle(page) {
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('open a bundle')
  await page.keyboard.press('Enter')
}

test('an export says what falls short, and the bundle holds no secret', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  const [system] = (await app.call('library')).systems
  await app.call('set_secret', { system_id: system.id, name: 'woo_key', environments: ['test', 'live'], value: canary })
  await page.getByRole('button', { name: 'Export…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export 1 connector' })
  await expect(dialog.getByText('7 of 7 saved tests pass.')).toBeVisible()
  for (const name of ['woo_key', 'woo_secret', 'store_address']) await expect(dialog.getByText(name, { exact: true })).toBeVisible()
  await dialog.getByLabel('Name of the bundle').fill('My shop')
  await expect(dialog.getByText(/drawbridge call my-shop\.json order_status/)).toBeVisible()
  const path = join(app.data, 'my-shop.json')
  await app.dialogs({ save: path })
  await dialog.getByRole('button', { name: 'Save bundle' }).click()
  await expect(page.getByText(`The bundle is saved as ${path}`)).toBeVisible()
  const text = await readFile(path, 'utf8')
  expect(text).not.toContain(canary)
  expect(JSON.parse(text).requires.secrets).toEqual([`${system.id}.woo_key`, `${system.id}.woo_secret`])
})

test('what must be fixed keeps the bundle from being saved, and is one press away', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'New connector' }).click()
  await page.getByRole('button', { name: 'Export…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export 1 connector' })
  await expect(dialog.getByText('Fix what must be fixed first.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Save bundle' })).toBeDisabled()
  await dialog.getByRole('button', { name: /^Show/ }).first().click()
  await expect(dialog).toHaveCount(0)
  await expect(page.locator('[data-at] :focus').first()).toBeVisible()
})

/** SECURITY IMP-01 and IMP-05. */
test('an import shows everything first, and never attaches a secret that is there', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await expect(page.getByRole('button', { name: 'Export…' })).toBeVisible()
  const before = await app.call('library')
  const [system] = before.systems
  await app.call('set_secret', { system_id: system.id, name: 'woo_key', environments: ['test', 'live'], value: canary })
  const path = join(app.data, 'other.json')
  await app.dialogs({ save: path, open: path })
  await app.call('export_bundle', { connector_ids: [], name: 'Other', include_samples: true })
  const bundle = JSON.parse(await readFile(path, 'utf8'))
  bundle.systems[0].base_url = { live: 'https://evil.example' }
  bundle.egress.origins = ['https://evil.example']
  await writeFile(path, JSON.stringify(bundle))

  await openBundle(page)
  const dialog = page.getByRole('dialog', { name: 'Open a bundle' })
  await expect(dialog.getByText('https://evil.example')).toBeVisible()
  await expect(dialog.getByText('GET /wp-json/wc/v3/orders/{order_id}')).toBeVisible()
  await expect(dialog.getByText('line_items[*].name')).toBeVisible()
  await expect(dialog.getByText('email is compared with billing.email')).toBeVisible()
  await expect(dialog.getByText(`${system.id}.woo_key`)).toBeVisible()
  await expect(dialog.getByText('This file was changed after it was exported.')).toBeVisible()
  await expect(dialog.getByText('You have “Order status” with the same name for the AI.')).toBeVisible()
  expect((await app.call('library')).connectors, 'nothing is changed by looking').toEqual(before.connectors)

  await dialog.getByRole('button', { name: /When a connector is there already/ }).click()
  await page.getByRole('option', { name: /Leave the new one out/ }).click()
  await expect(dialog.getByRole('button', { name: /^Add 0/ })).toBeDisabled()
  await dialog.getByRole('button', { name: /When a connector is there already/ }).click()
  await page.getByRole('option', { name: /Keep both/ }).click()
  await dialog.getByRole('button', { name: 'Add 1 connector' }).click()
  await expect(page.getByText('1 connector was added.')).toBeVisible()
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByText('order_status_2')).toBeVisible()

  const after = await app.call('library')
  const imported = after.systems.find((one) => one.id !== system.id)
  const { secrets } = await app.call('open_system', { id: imported.id })
  for (const row of secrets) expect([row.test.type, row.live.type]).toEqual(['missing', 'missing'])
})

test('an import is taken back, and what was changed since stays and is named', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await expect(page.getByRole('button', { name: 'Export…' })).toBeVisible()
  const before = await app.call('library')
  const path = join(app.data, 'own.json')
  await app.dialogs({ save: path })
  await app.call('export_bundle', { connector_ids: [], name: 'Own', include_samples: true })
  const dialog = page.getByRole('dialog', { name: 'Open a bundle' })
  const bring = async () => {
    await app.dialogs({ open: path })
    await openBundle(page)
    await dialog.getByRole('button', { name: 'Add 1 connector' }).click()
    await expect(page.getByText('1 connector was added.')).toBeVisible()
  }
  await bring()
  await dialog.getByRole('button', { name: 'Undo the import' }).click()
  await expect(dialog).toBeHidden()
  expect((await app.call('library')).connectors).toEqual(before.connectors)

  await bring()
  const { connectors } = await app.call('library')
  const { id } = connectors.find((row) => row.id !== before.connectors[0].id)
  const { connector, systems, revisions } = await app.call('open_connector', { id })
  const change = { connector: { ...connector, name: 'Parcels' }, systems, revisions, label: 'Rename', coalesce: null }
  await app.call('save', change)
  await dialog.getByRole('button', { name: 'Undo the import' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(/changed elsewhere since stays as it is: “Parcels”/)).toBeVisible()
  expect((await app.call('library')).connectors).toHaveLength(2)
})

test('a file that is no bundle is refused with a reason, and choosing nothing changes nothing', async ({ app, page }) => {
  await app.open()
  const path = join(app.data, 'broken.json')
  await writeFile(path, '{"drawbridge_bundle": 99}')
  await app.dialogs({ open: path })
  await openBundle(page)
  const dialog = page.getByRole('dialog', { name: 'Open a bundle' })
  await expect(dialog.getByText(/format version 99/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: /^Add/ })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await app.dialogs({ open: null })
  await openBundle(page)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('the tools are described to another program, and the dialog says what the file does not do', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await page.getByRole('button', { name: 'Export…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export 1 connector' })
  const what = dialog.getByRole('radiogroup', { name: 'What to save' })
  await expect(what.getByRole('radio', { name: /^Bundle/ })).toBeChecked()
  await expect(dialog.getByText(/drawbridge call .*order_status/)).toBeVisible()
  await what.getByText('OpenAPI file', { exact: true }).click()
  await expect(dialog.getByText('This file describes your connectors and answers nothing.')).toBeVisible()
  await expect(dialog.getByText(/drawbridge call .*order_status/), 'the lines are for a bundle').toHaveCount(0)

  const server = dialog.getByLabel('Where drawbridge will answer')
  await server.fill('bot.example.com')
  await dialog.getByRole('button', { name: 'Save OpenAPI file' }).click()
  await expect(dialog.getByText('This is no web address at which drawbridge could answer.')).toBeVisible()
  await expect(server).toBeFocused()
  await server.fill('https://bot.example.com')
  await expect(dialog.getByText('This is no web address at which drawbridge could answer.')).toHaveCount(0)
  const path = join(app.data, 'tools.json')
  await app.dialogs({ save: path })
  await dialog.getByRole('button', { name: 'Save OpenAPI file' }).click()
  await expect(page.getByText(`The description is saved as ${path}`)).toBeVisible()
  const description = JSON.parse(await readFile(path, 'utf8'))
  expect(description.servers).toEqual([{ url: 'https://bot.example.com' }])
  expect(Object.keys(description.paths)).toEqual(['/tools/order_status'])
  await page.getByRole('button', { name: 'Save the bundle too' }).click()
  await expect(dialog.getByRole('button', { name: 'Save bundle' })).toBeEnabled()

  await what.getByText('Anthropic tools', { exact: true }).click()
  await app.dialogs({ save: path })
  await dialog.getByRole('button', { name: 'Save Anthropic tools' }).click()
  await expect(page.getByText(`The description is saved as ${path}`)).toBeVisible()
  expect(JSON.parse(await readFile(path, 'utf8')).map((tool) => tool.name)).toEqual(['order_status'])
})
