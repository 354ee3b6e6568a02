// cURL, OpenAPI, Postman and HAR: from what a developer sent to a connector that answers.
import { expect, paste, test } from '../harness.mjs'

const key = 'key-not-to-be-seen-4711'

/** SECURITY IMP-07. */
test('a pasted command becomes a connector, and its key goes to the keychain', async ({ app, page, api }) => {
  await app.open()
  await paste(
    page,
    `curl ${api.origin}/api/v2/tickets.json -H "Content-Type: application/json" -X POST -H 'X-Api-Key: ${key}' -d '{"ticket":{"subject":"My printer is on fire!","requester":{"email":"a@b.example"},"priority":"normal"}}'`,
  )
  const dialog = page.getByRole('dialog', { name: 'Import from what a developer sent' })
  await expect(dialog.getByText('Create tickets')).toBeVisible()
  await expect(dialog.getByText('asks for subject, email')).toBeVisible()
  await expect(dialog.getByText(/x_api_key, from the header X-Api-Key/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Make the connector' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the connector' })).toHaveValue('Create tickets')
  const [row] = (await app.call('library')).connectors
  const workbench = await app.call('open_connector', { id: row.id })
  expect(JSON.stringify(workbench)).not.toContain(key)
  expect(workbench.secrets.map((secret) => secret.live.type)).toEqual(['set'])
  expect(workbench.connector.fields.map((field) => field.name)).toEqual(['subject', 'email'])
})

/** A description of 2,000 operations, in the dialog. */
async function largeDescription(app, page) {
  const operation = (index) => ({ get: { operationId: `getRecord${index}`, summary: `Get record ${index}` } })
  const paths = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`/records${index}/{id}`, operation(index)]))
  await app.open()
  await paste(page, JSON.stringify({ openapi: '3.0.0', info: { title: 'Large' }, servers: [{ url: 'https://large.example' }], paths }))
  const dialog = page.getByRole('dialog', { name: 'Import from what a developer sent' })
  await expect(dialog.getByText('2,000 requests of “Large”')).toBeVisible()
  return dialog
}

test('of two thousand operations those in sight are in the page, and each is reached by wheel and by keys', async ({ app, page }) => {
  const dialog = await largeDescription(app, page)
  const list = dialog.getByRole('group', { name: 'Requests' })
  const ticks = list.getByRole('checkbox')
  const isLight = async () => {
    await expect(ticks.first()).toBeAttached()
    expect(await ticks.count(), 'rows in the page').toBeLessThan(100)
  }
  const tick = (index) => list.getByRole('checkbox', { name: `Get record ${index}`, exact: true })
  await isLight()
  await list.hover()
  for (let turn = 0; turn < 20; turn++) {
    await page.mouse.wheel(0, 7000)
    await isLight()
  }
  await expect(tick(1999)).toBeVisible()

  await list.focus()
  await page.keyboard.press('End')
  await expect(tick(1999)).toBeFocused()
  await isLight()
  await page.keyboard.press('Space')
  await expect(tick(1999)).toBeChecked()
  await page.keyboard.press('Home')
  await expect(tick(0)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(tick(1)).toBeChecked()
  await expect(dialog.getByText('2 ticked')).toBeVisible()
  // What goes out of sight keeps the focus, so that the keys go on from there.
  await page.mouse.wheel(0, 200_000)
  await expect(tick(1999)).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(tick(2)).toBeFocused()
  await isLight()
  await dialog.getByLabel('Find a request').fill('record 1999')
  await expect(ticks).toHaveCount(1)
  await expect(tick(1999)).toBeChecked()
})

test('a description is searched and ticked, and what is imported can be taken back', async ({ app, page }) => {
  const dialog = await largeDescription(app, page)
  await dialog.getByLabel('Find a request').fill('record 1999')
  await dialog.getByText('Get record 1999').click()
  await dialog.getByRole('button', { name: 'What became of “Get record 1999”' }).click()
  await expect(dialog.getByText(/Understood:.*GET \/records1999\/\{id\}/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Make the connector' }).click()
  await expect.poll(async () => (await app.call('library')).connectors.map((row) => row.name)).toEqual(['Get record 1999'])
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
  await expect.poll(async () => (await app.call('library')).connectors.length).toBe(0)
})

test('a command pasted into an address shows what it would change there', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'New connector' }).click()
  await page.locator('[data-address] .cm-content').click()
  await paste(page, "curl https://api.example/orders/727 -X POST --json '{\"email\": \"ana@example.com\"}'")
  const dialog = page.getByRole('dialog', { name: 'Import from what a developer sent' })
  const part = dialog.getByRole('region', { name: /Or put it into/ })
  await part.getByText('Ask the customer', { exact: true }).click()
  await part.getByRole('button', { name: /^Change/ }).click()
  await expect(dialog).toHaveCount(0)
  const [row] = (await app.call('library')).connectors
  const { connector } = await app.call('open_connector', { id: row.id })
  expect(connector.steps[0].path).toBe('/orders/{order_id}')
  expect(connector.fields).toEqual([])
  expect((await app.call('open_connector', { id: row.id })).systems[0].base_url.live).toBe('https://api.example')
})

test('what cannot be imported is told with what to do', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Paste or import…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import from what a developer sent' })
  await dialog.getByLabel('Pasted text').fill('hello')
  await dialog.getByRole('button', { name: 'Read it' }).click()
  await expect(dialog.getByRole('alert')).toContainText('none that can be imported')
})
