// The acceptance scenarios that begin with what a developer sent, from the pasted text to the verified answer: T05 (an
// OpenAPI description), T20 (a cURL command) and T25 (a Postman collection). The fake API answers as the systems do.
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
