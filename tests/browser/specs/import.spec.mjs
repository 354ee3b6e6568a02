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

test('a description is searched and ticked, and what is imported can be taken back', async ({ app, page }) => {
  const paths = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [`/records${index}/{id}`, { get: { operationId: `getRecord${index}`, summary: `Get record ${index}` } }]),
  )
  await app.open()
  await paste(page, JSON.stringify({ openapi: '3.0.0', info: { title: 'Large' }, servers: [{ url: 'https://large.example' }], paths }))
  const dialog = page.getByRole('dialog', { name: 'Import from what a developer sent' })
  await expect(dialog.getByText('2,000 requests of “Large”')).toBeVisible()
  expect(await dialog.getByRole('checkbox').count()).toBeLessThan(60)
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
