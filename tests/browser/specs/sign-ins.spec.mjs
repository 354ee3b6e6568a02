// The other ways to sign in: a client ID and secret, and signed requests. Each is set up in the form and tried there.
import { createHmac } from 'node:crypto'
import { axe, expect, test } from '../harness.mjs'

async function begin(app, page, api, kind) {
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}/account`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByRole('button', { name: /Sign in with/ }).click()
  await page.getByRole('option', { name: kind }).click()
  const [connector] = (await app.call('library')).connectors
  await app.call('allow_private', { connector_id: connector.id, origin: api.origin, allow: true })
}

async function enter(page, name, value) {
  await page.getByLabel(`Value of ${name}`).fill(value)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: `Replace ${name}` })).toBeVisible()
}

test('a client ID and secret become a token', async ({ app, page, api }) => {
  const right = Buffer.from('my-app:client_canary_1').toString('base64')
  api.on('POST', '/oauth/token', ({ headers, body }) =>
    headers.authorization === `Basic ${right}` && body.startsWith('grant_type=client_credentials')
      ? { json: { access_token: 'token_canary_1', expires_in: 3600 } }
      : { status: 401, json: { error: 'invalid_client' } },
  )
  await begin(app, page, api, /^Client ID and secret/)
  await expect(page.getByText('The sign-in has no client ID.').last()).toBeVisible()
  await page.getByRole('textbox', { name: 'Client ID' }).click()
  await page.keyboard.insertText('my-app')
  await enter(page, 'client_secret', 'wrong')
  await page.getByRole('button', { name: 'Test this sign-in' }).click()
  await expect(page.getByText('The server for tokens did not accept the client ID and secret.')).toBeVisible()
  await page.getByRole('button', { name: 'Replace client_secret' }).click()
  await enter(page, 'client_secret', 'client_canary_1')

  await page.getByText('More about how it is sent').click()
  await page.getByRole('button', { name: 'Add a parameter' }).click()
  // The request's own list of parameters stands below.
  await page.getByLabel('Parameter name 1').first().fill('audience')
  await page.getByRole('textbox', { name: 'Parameter value 1' }).first().click()
  await page.keyboard.insertText('https://api.example')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Test this sign-in' }).click()
  await expect(page.getByText('The API gave a token.')).toBeVisible()
  const asked = new URLSearchParams(api.requests.at(-1).body)
  expect([...asked]).toEqual([
    ['grant_type', 'client_credentials'],
    ['audience', 'https://api.example'],
  ])
  expect(await page.content()).not.toMatch(/client_canary_1|token_canary_1/)
})

test('requests are signed over their own bytes', async ({ app, page, api }) => {
  const sign = (text) => createHmac('sha256', 'signing_canary_1').update(text).digest('base64')
  api.on('GET', '/account', ({ url, headers }) => {
    const right = sign(`${headers['x-timestamp']}\nGET\n${url}`)
    return headers['x-signature'] === `v1=${right}` ? { json: { ok: true } } : { status: 401, json: {} }
  })
  await begin(app, page, api, /^Signed requests/)
  await enter(page, 'signing_key', 'signing_canary_1')
  await page.getByRole('textbox', { name: 'Text before the signature (optional)' }).click()
  await page.keyboard.insertText('v1=')
  await page.getByRole('button', { name: /How the signature is written/ }).click()
  await page.getByRole('option', { name: 'Base64' }).click()
  const message = page.getByRole('textbox', { name: 'What is signed' })
  await message.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('{request.timestamp}\n{request.method}\n{request.target}')
  await expect(page.locator('[data-chip="request.target"]'), 'a part of the request is known').not.toContainText('⚠')
  await expect(page.getByRole('textbox', { name: 'Header value 1' })).toContainText('request.timestamp')
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Test this sign-in' }).click()
  await expect(page.getByText('The API took the request (status 200).')).toBeVisible()
  expect(await page.content()).not.toContain('signing_canary_1')

  // The time is signed, so a header must tell it.
  await page.getByRole('button', { name: 'Remove the header X-Timestamp' }).click()
  const remark = page.getByText('{request.timestamp} is signed, and no header tells the API what it was.')
  await expect(remark.last()).toBeVisible()
})

test('a form in parts is written as rows', async ({ app, page, api }) => {
  api.on('POST', '/account', { json: { ok: true } })
  await begin(app, page, api, /^Nothing, it is open/)
  await page.getByRole('button', { name: /What the request does/ }).click()
  await page.getByRole('option', { name: 'Create · POST' }).click()
  await page.getByRole('tab', { name: 'What to send' }).click()
  await page.getByRole('button', { name: /Kind of body/ }).click()
  await page.getByRole('option', { name: 'Form in parts (multipart)' }).click()
  await page.getByLabel('Part name 1').fill('note')
  await page.getByRole('textbox', { name: 'Part value 1' }).click()
  await page.keyboard.insertText('grüße')
  await page.getByRole('checkbox', { name: 'Only looks something up, although it is sent with POST' }).click({ force: true })
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(panel.getByText('200 OK').first()).toBeVisible()
  const { headers, body } = api.requests.at(-1)
  expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
  const sent = await new Response(body, { headers: { 'content-type': headers['content-type'] } }).formData()
  expect([...sent], 'as another program reads it').toEqual([['note', 'grüße']])
})
