// Whatever can be copied, looked at or saved has placeholders in the place of secrets, also when the API sends everything
// back that it was sent.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness.mjs'

const key = 'ck_Canary+7/and more'
const forms = [key, encodeURIComponent(key), Buffer.from(`user:${key}`).toString('base64'), 'ck_Canary']

/** SECURITY SEC-09. */
test('nothing that is copied, shown or saved holds a secret', async ({ app, page, api, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}/orders`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  const [{ id }] = (await app.call('library')).connectors
  const workbench = await app.call('open_connector', { id })
  const [system] = workbench.systems
  const systems = [
    {
      ...system,
      secrets: [{ name: 'key', label: 'Key' }],
      sign_in: { type: 'basic', username: 'user', password: '{secret.key}' },
      headers: [{ name: 'X-Key', value: '{secret.key}' }],
    },
  ]
  const [step] = workbench.connector.steps
  const steps = [
    {
      ...step,
      method: 'POST',
      reads_only: true,
      query: [{ name: 'key', value: '{secret.key}' }],
      body: { type: 'json', text: '{"key": "{secret.key}"}' },
    },
  ]
  await app.call('save', { ...workbench, connector: { ...workbench.connector, steps }, systems, label: 'Prepare', coalesce: null })
  await app.call('set_secret', { system_id: system.id, name: 'key', environments: ['test'], value: key })
  await app.call('allow_private', { connector_id: id, origin: api.origin, allow: true })
  const basic = Buffer.from(`user:${key}`).toString('base64')
  api.on('POST', '/orders', {
    headers: { 'x-echo': basic },
    json: { headers: { authorization: `Basic ${basic}` }, url: `/orders?key=${encodeURIComponent(key)}`, body: { key } },
  })
  await app.reload()

  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(panel.getByRole('tree')).toBeVisible()
  expect(api.requests[0].headers['x-key'], 'the secret was really sent').toBe(key)
  const seen = []
  const look = async (what) => seen.push([what, await page.content()])

  await panel.getByRole('button', { name: 'Open and close' }).click()
  await page.getByRole('menuitem', { name: 'Open everything' }).click()
  for (const path of ['headers.authorization', 'url', 'body.key']) {
    for (const item of ['Copy value', 'Copy path']) {
      await panel.locator(`[role=treeitem][data-path="${path}"]`).click()
      await page.getByRole('menuitem', { name: item }).click()
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe('')
      seen.push([`${item} of ${path}`, await page.evaluate(() => navigator.clipboard.readText())])
    }
  }
  await look('the tree')
  for (const tab of ['Request sent', 'Headers', 'Timeline', 'Rules']) {
    await panel.getByRole('tab', { name: tab, exact: true }).click()
    await look(tab)
  }
  await panel.getByRole('tab', { name: 'Request sent', exact: true }).click()
  await expect(panel.getByText('••••').first(), 'the place of a secret can be seen').toBeVisible()
  await panel.getByRole('tab', { name: 'Answer', exact: true }).click()
  await panel.getByRole('radio', { name: 'Text' }).click()
  await look('the text')
  const file = join(app.data, 'answer.json')
  await app.dialogs({ save: file })
  await panel.getByRole('radio', { name: 'Tree' }).click()
  await panel.getByRole('button', { name: /Save the answer/ }).click()
  await expect(page.getByText(/Saved as/)).toBeVisible()
  seen.push(['the saved answer', await readFile(file, 'utf8')])
  await panel.getByRole('button', { name: 'Save as sample' }).click()
  await expect(page.getByRole('dialog').getByRole('table')).toBeVisible()
  await look('the sample')

  for (const [what, text] of seen) for (const form of forms) expect(text, what).not.toContain(form)
})
