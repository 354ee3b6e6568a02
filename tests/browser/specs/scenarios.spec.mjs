// The acceptance scenarios that begin with what a developer sent, from the pasted text to the verified answer: T05 (an
// OpenAPI description), T20 (a cURL command) and T25 (a Postman collection). The fake API answers as the systems do.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, paste, test } from '../harness.mjs'

const words = 'We could not match these details. Please check them and try again.'

const importDialog = (page) => page.getByRole('dialog', { name: 'Import from what a developer sent' })
const testPanel = (page) => page.getByRole('complementary', { name: 'Test and preview' })

/** Fills in what a customer says, runs, and says yes to what is asked. */
async function run(page, inputs, ...yes) {
  const panel = testPanel(page)
  await panel.getByRole('tab', { name: 'Test', exact: true }).click()
  for (const [name, value] of Object.entries(inputs)) await panel.getByLabel(name, { exact: true }).fill(value)
  await panel.getByRole('button', { name: 'Run', exact: true }).click()
  for (const name of yes) await page.getByRole('button', { name, exact: true }).click()
}

/** What a value of the answer offers; the groups around it are opened first. */
async function choose(page, path, action) {
  const row = page.locator(`[role=treeitem][data-path="${path}"]`)
  const groups = path.split(/(?=[.[])/).slice(0, -1).map((_, at, parts) => parts.slice(0, at + 1).join(''))
  for (const group of groups) {
    const around = page.locator(`[role=treeitem][data-path="${group}"]`)
    if ((await around.getAttribute('aria-expanded')) === 'false') await around.click()
    await expect(around).toHaveAttribute('aria-expanded', 'true')
  }
  await row.click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

/** What the bot got from the last run, to the letter. */
async function received(page) {
  const panel = testPanel(page)
  await panel.getByRole('tab', { name: 'What the bot sees' }).click()
  const text = await panel.locator('code').last().textContent()
  await panel.getByRole('tab', { name: 'Test', exact: true }).click()
  return JSON.parse(text)
}

async function renameQuestion(page, from, to) {
  const name = page.getByRole('textbox', { name: `Name of ${from}`, exact: true })
  await name.fill(to)
  await name.press('Enter')
  await expect(page.getByRole('textbox', { name: `Name of ${to}`, exact: true })).toBeVisible()
}

test('T20: a pasted command opens a ticket after the customer’s yes', async ({ app, page, api }) => {
  const ticket = { id: 35512, subject: 'Lamp arrived broken', status: 'new', priority: 'normal', requester_id: 20978392 }
  api.on('POST', '/api/v2/tickets.json', ({ body }) =>
    body.includes('not-an-email')
      ? {
          status: 422,
          json: { error: 'RecordInvalid', details: { requester: [{ description: 'Requester: Email: not-an-email is not properly formatted' }] } },
        }
      : { status: 201, json: { ticket, audit: { id: 998811, ticket_id: 35512 } } },
  )
  await app.open()
  await paste(
    page,
    `curl ${api.origin}/api/v2/tickets.json -H "Content-Type: application/json" -X POST -u bot@brightlamp.example/token:ztok -d '{"ticket":{"subject":"My printer is on fire!","comment":{"body":"The smoke is very colorful."},"requester":{"name":"A","email":"a@b.example"},"priority":"normal"}}'`,
  )
  await expect(importDialog(page).getByText('asks for subject, body, name, email')).toBeVisible()
  await page.keyboard.press('Enter')

  await renameQuestion(page, 'subject', 'issue_title')
  await renameQuestion(page, 'body', 'issue_description')
  await page.getByRole('button', { name: 'Menu of the question issue_title' }).click()
  await page.getByRole('menuitem', { name: 'Limits and options…' }).click()
  await page.getByRole('group', { name: 'Limits and options of issue_title' }).getByLabel('Most characters').fill('150')
  await page.getByRole('switch', { name: 'The data is nobody’s in particular' }).click({ force: true })

  // Line breaks, quotation marks, a backslash, a sign outside the basic plane, and what looks like a placeholder.
  const description = 'It arrived "broken"\nC:\\photos\\lamp 💡\nMy address is {email}'
  const inputs = { issue_title: 'Lamp arrived broken', issue_description: description, name: 'Ana', email: 'ana@example.com' }
  await run(page, inputs, 'Run and change data', 'Allow and run')
  const panel = testPanel(page)
  await expect(panel.getByText('The customer would be asked')).toBeVisible()
  expect(api.requests, 'nothing is sent before the customer’s yes').toEqual([])
  await panel.getByRole('button', { name: 'Yes, do it' }).click()
  await choose(page, 'ticket.id', 'Let the bot see it')
  await choose(page, 'ticket.status', 'Let the bot see it')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('button', { name: /How they are compared/ }).click()
  await page.getByRole('option', { name: 'be there', exact: true }).click()
  await page.getByLabel('Value in the answer').fill('ticket.id')

  await run(page, {}, 'Run and change data')
  await panel.getByRole('button', { name: 'Yes, do it' }).click()
  await expect(panel.getByText('201 Created')).toBeVisible()
  await expect(panel.getByText('answered', { exact: true })).toBeVisible()
  expect(await received(page)).toMatchObject({ outcome: 'answer', data: { id: 35512, status: 'new' } })
  expect(api.requests).toHaveLength(2)
  const sent = api.requests.at(-1)
  expect(sent.headers.authorization).toBe(`Basic ${Buffer.from('bot@brightlamp.example/token:ztok').toString('base64')}`)
  expect(sent.headers['content-type']).toBe('application/json')
  expect(JSON.parse(sent.body)).toEqual({
    ticket: {
      subject: 'Lamp arrived broken',
      comment: { body: description },
      requester: { name: 'Ana', email: 'ana@example.com' },
      priority: 'normal',
    },
  })
  expect(await page.content(), 'a secret stays out of the page').not.toContain('ztok')

  // What the system refuses is told in words, and none of its answer reaches the bot.
  await run(page, { name: 'not-an-email' }, 'Run and change data')
  await panel.getByRole('button', { name: 'Yes, do it' }).click()
  await expect(panel.getByText('422 Unprocessable Entity')).toBeVisible()
  const refused = await received(page)
  expect(refused.outcome).toBe('api_error')
  expect(JSON.stringify(refused)).not.toMatch(/RecordInvalid|properly formatted/)
})

test('T25: a collection that logs in first answers the account’s owner and nobody else', async ({ app, page, api }) => {
  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiIsImV4cCI6MTc4ODAwMDAwMH0.fictional'
  const account = { number: '****4471', owner: { email: 'samira.idris@example.com' }, balance: '182.40', currency: 'GBP' }
  api.on('POST', '/auth/login', ({ body }) =>
    body.includes('"correct horse"')
      ? { json: { data: { token, expires_in: 900, user: { id: 42 } } } }
      : { status: 401, json: { message: 'Invalid credentials' } },
  )
  api.on('GET', '/account/balance', ({ headers }) =>
    headers.authorization === `Bearer ${token}` ? { json: { account } } : { status: 401, json: { message: 'Unauthorized' } },
  )
  await app.open()
  await paste(page, collection(api.origin))
  const dialog = importDialog(page)
  await expect(dialog.getByText('POST /auth/login → GET /account/balance')).toBeVisible()
  await expect(dialog.getByRole('checkbox', { name: 'Login', exact: true })).not.toBeChecked()
  await dialog.getByRole('button', { name: 'Make the connector' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the connector' })).toHaveValue('Balance')

  const samira = { email: 'Samira.Idris@example.com', password: 'correct horse' }
  await run(page, samira, 'Allow and run')
  await choose(page, 'account.owner.email', 'Compare with what the customer said…')
  await page.getByRole('textbox', { name: 'What the bot says otherwise' }).fill(words)
  await page.getByRole('button', { name: 'Add the rule' }).click()
  for (const path of ['account.number', 'account.balance', 'account.currency']) await choose(page, path, 'Let the bot see it')
  await run(page, samira)
  const panel = testPanel(page)
  await expect(panel.getByText('verified', { exact: true })).toBeVisible()
  expect(await received(page)).toMatchObject({
    outcome: 'answer',
    data: { number: '****4471', balance: '182.40', currency: 'GBP' },
  })
  const [login, balance] = api.requests.slice(-2)
  expect(login).toMatchObject({ method: 'POST', url: '/auth/login', headers: { 'content-type': 'application/json' } })
  expect(JSON.parse(login.body)).toEqual(samira)
  expect(balance).toMatchObject({ method: 'GET', url: '/account/balance', headers: { authorization: `Bearer ${token}` } })

  // Somebody else who knows her own password, and somebody who does not know this one.
  await run(page, { email: 'mallory@example.com' })
  await expect(panel.getByText('not verified')).toBeVisible()
  expect(await received(page)).toEqual({ outcome: 'not_verified', message: words })
  const before = api.requests.length
  await run(page, { ...samira, password: 'wrong' })
  await expect(panel.getByText('401 Unauthorized')).toBeVisible()
  await expect(panel.getByText('not verified')).toBeVisible()
  expect(api.requests.slice(before).map((request) => request.url), 'no second request, no second try').toEqual(['/auth/login'])
  expect(JSON.stringify(await received(page))).not.toContain('Invalid credentials')

})

/** The collection of the scenario, with its server on loopback. */
function collection(origin) {
  const header = [{ key: 'Content-Type', value: 'application/json' }]
  const script = ["pm.collectionVariables.set('token', pm.response.json().data.token);"]
  const url = (...path) => ({ raw: `{{baseUrl}}/${path.join('/')}`, host: ['{{baseUrl}}'], path })
  return JSON.stringify({
    info: { name: 'Example Bank bot', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    variable: [{ key: 'baseUrl', value: origin }, { key: 'token', value: '' }],
    item: [
      {
        name: 'Login',
        event: [{ listen: 'test', script: { type: 'text/javascript', exec: script } }],
        request: {
          method: 'POST',
          auth: { type: 'noauth' },
          header,
          body: {
            mode: 'raw',
            raw: '{\n  "email": "{{email}}",\n  "password": "{{password}}"\n}',
            options: { raw: { language: 'json' } },
          },
          url: url('auth', 'login'),
        },
      },
      {
        name: 'Balance',
        request: {
          method: 'GET',
          auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
          header: [],
          url: url('account', 'balance'),
        },
      },
    ],
  })
}

test('T05: an operation of a large description logs in for its token and finds the customer’s own order', async ({ app, page, api }) => {
  const token = 'eyJraWQiOiIxIiwiYWxnIjoiSFMyNTYifQ.fictional.c2ln'
  const found = {
    increment_id: '000002041',
    status: 'processing',
    customer_email: 'helena.brandt@example.com',
    customer_firstname: 'Helena',
    grand_total: 212.4,
    order_currency_code: 'EUR',
    shipping_description: 'DHL - Standard',
  }
  api.on('POST', '/rest/default/V1/integration/admin/token', { json: token })
  const filter = 'searchCriteria[filter_groups][0][filters][0]'
  api.on('GET', '/rest/default/V1/orders', ({ url, headers }) => {
    if (headers.authorization !== `Bearer ${token}`) return { status: 401, json: { message: 'Unauthorized' } }
    const number = new URL(url, api.origin).searchParams.get(`${filter}[value]`)
    const items = number === found.increment_id ? [found] : []
    return { json: { items, search_criteria: {}, total_count: items.length } }
  })
  await app.open()
  await paste(page, description(api.hostPort))
  const dialog = importDialog(page)
  await dialog.getByLabel('Find a request').fill('get /v1/orders')
  await dialog.getByRole('checkbox', { name: 'orders', exact: true }).click({ force: true })
  await dialog.getByRole('button', { name: 'Make the connector' }).click()

  await page.getByRole('button', { name: /Sign in with/ }).click()
  await page.getByRole('option', { name: /Log in first/ }).click()
  await write(page, 'Log-in address', '/V1/integration/admin/token')
  await page.getByRole('textbox', { name: 'Where the token stands in the answer' }).fill('$')
  for (const [secret, value] of [['username', 'bot'], ['password', 'pass-not-to-be-seen']]) {
    await page.getByLabel(`Value of ${secret}`).fill(value)
    await page.getByRole('button', { name: `Save ${secret}` }).click()
    await expect(page.getByRole('button', { name: `Replace ${secret}` })).toBeVisible()
  }
  for (const [number, part, value] of [[1, 'field', 'increment_id'], [2, 'value', '{order_number}']]) {
    await page.getByRole('textbox', { name: `Parameter name ${number}` }).fill(`${filter}[${part}]`)
    await write(page, `Parameter value ${number}`, value)
    await page.getByRole('checkbox', { name: `Send ${filter}[${part}]` }).click({ force: true })
  }
  await page.getByRole('button', { name: 'Make “order_number” a question' }).click()
  await page.getByRole('button', { name: 'Add a question' }).click()
  const name = page.getByRole('textbox', { name: 'Name of question' })
  await name.fill('email')
  await name.press('Enter')
  await page.getByRole('radio', { name: 'Test', exact: true }).click()

  const helena = { order_number: '000002041', email: 'Helena.Brandt@example.com' }
  await run(page, helena, 'Allow and run')
  await choose(page, 'items[0].customer_email', 'Compare with what the customer said…')
  await page.getByRole('textbox', { name: 'What the bot says otherwise' }).fill(words)
  await page.getByRole('button', { name: 'Add the rule' }).click()
  const seen = ['increment_id', 'status', 'grand_total', 'order_currency_code', 'shipping_description']
  for (const one of seen) await choose(page, `items[0].${one}`, 'Let the bot see it')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByRole('button', { name: /What the customer said/ }).last().click()
  await page.getByRole('option', { name: 'a fixed value' }).click()
  await page.getByLabel('The fixed value').fill('1')
  await page.getByLabel('Value in the answer').last().fill('total_count')

  await run(page, helena)
  const panel = testPanel(page)
  await expect(panel.getByText('verified', { exact: true })).toBeVisible()
  expect(await received(page)).toMatchObject({
    outcome: 'answer',
    data: {
      increment_id: '000002041',
      status: 'processing',
      grand_total: 212.4,
      order_currency_code: 'EUR',
      shipping_description: 'DHL - Standard',
    },
  })
  const login = api.requests.find((request) => request.method === 'POST')
  expect(JSON.parse(login.body)).toEqual({ username: 'bot', password: 'pass-not-to-be-seen' })
  expect(login.headers['content-type']).toBe('application/json')
  const asked = () => {
    const { method, url, headers } = api.requests.at(-1)
    const { pathname, searchParams } = new URL(url, api.origin)
    return { method, pathname, query: [...searchParams], authorization: headers.authorization }
  }
  const request = (number) => ({
    method: 'GET',
    pathname: '/rest/default/V1/orders',
    query: [[`${filter}[field]`, 'increment_id'], [`${filter}[value]`, number]],
    authorization: `Bearer ${token}`,
  })
  expect(asked()).toEqual(request('000002041'))

  // A stranger, an order that is not there, and a number without its zeros, which is sent as it was typed.
  for (const inputs of [{ email: 'mallory@example.com' }, { ...helena, order_number: '000009999' }, { ...helena, order_number: '2041' }]) {
    await run(page, inputs)
    await expect(panel.getByText('not verified')).toBeVisible()
    await expect(panel.getByText(`“${words}”`)).toBeVisible()
    expect(await received(page)).toEqual({ outcome: 'not_verified', message: words })
    expect(asked()).toEqual(request(inputs.order_number ?? helena.order_number))
  }
  expect(api.requests.filter((one) => one.method === 'POST'), 'the token is kept').toHaveLength(1)
  expect(await page.content(), 'a secret stays out of the page').not.toMatch(/pass-not-to-be-seen|eyJraWQi/)
})

/** Writes into a field of chips in place of what stands there. */
async function write(page, label, text) {
  await page.getByRole('textbox', { name: label, exact: true }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
}

/** The description of the scenario if the corpus is there, with its server on loopback; else the part that it needs. */
function description(hostPort) {
  const whole = join(import.meta.dirname, '../../../../shared/corpus/openapi/files/adobedocs__src__openapi__admin-schema-2.4.8.yaml')
  if (existsSync(whole)) return readFileSync(whole, 'utf8').replace(/^host: .*$/m, `host: ${hostPort}`)
  const row = (name) => ({ name: `searchCriteria[filterGroups][0][filters][0][${name}]`, in: 'query', type: 'string' })
  const operation = (summary) => ({
    get: { tags: ['orders'], summary, parameters: [row('field'), row('value'), row('conditionType')], responses: {} },
  })
  return JSON.stringify({
    swagger: '2.0',
    info: { title: 'Commerce', version: '2.4.8' },
    host: hostPort,
    basePath: '/rest/default',
    schemes: ['http'],
    securityDefinitions: { api_key: { type: 'apiKey', name: 'api_key', in: 'header' } },
    paths: Object.fromEntries(['orders', ...Array.from({ length: 20 }, (_, at) => `list${at}`)].map((name) => [`/V1/${name}`, operation(name)])),
  })
}
