// Signing in with one's own browser, against a server for tokens that checks what it is given (RFC 6749, RFC 7636). A
// second page of the test's browser is the person's own.
import { createHash } from 'node:crypto'
import { axe, expect, test } from '../harness.mjs'

const kept = 'refresh_canary_0123456789'
const code = 'code_canary_9876543210'

/** A server at which a person agrees, or does something else, and which gives tokens for the code. */
function authorizationServer(api, answer) {
  let challenge = null
  api.on('GET', '/agree', ({ url }) => {
    const asked = new URL(url, api.origin).searchParams
    challenge = asked.get('code_challenge')
    const back = new URL(asked.get('redirect_uri'))
    for (const [name, value] of Object.entries(answer(asked))) back.searchParams.set(name, value)
    return { status: 302, headers: { location: back.href } }
  })
  api.on('POST', '/oauth/token', ({ body, headers }) => {
    const given = Object.fromEntries(new URLSearchParams(body))
    const client = headers.authorization === `Basic ${Buffer.from('my-app:client_canary_1').toString('base64')}`
    const hash = createHash('sha256').update(given.code_verifier ?? '').digest('base64url')
    const byCode = given.grant_type === 'authorization_code' && given.code === code && hash === challenge
    const byRefresh = given.grant_type === 'refresh_token' && given.refresh_token === kept
    if (!client || !(byCode || byRefresh)) return { status: 400, json: { error: 'invalid_grant' } }
    const token = byCode ? 'token_by_code' : 'token_by_refresh'
    return { json: { access_token: token, expires_in: 3600, ...(byCode ? { refresh_token: kept } : {}) } }
  })
  api.on('GET', '/account', ({ headers }) =>
    headers.authorization === 'Bearer token_by_refresh'
      ? { json: { email: 'ana@example.com' } }
      : { status: 401, json: {} },
  )
}

/** A connector whose system is signed in to with a browser, everything filled in but the sign-in itself. */
async function prepare(app, page, api) {
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}/account`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  await page.getByRole('button', { name: /Sign in with/ }).click()
  await page.getByRole('option', { name: /^Sign in with your browser/ }).click()
  await page.getByLabel('Page where you agree').fill(`${api.origin}/agree`)
  await expect(page.getByLabel('Where tokens come from')).toHaveValue('/oauth/token')
  await page.getByRole('textbox', { name: 'Client ID' }).click()
  await page.keyboard.insertText('my-app')
  await page.getByLabel('What it may do (scopes)').fill('orders offline_access')
  await page.getByLabel('Value of client_secret').fill('client_canary_1')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Replace client_secret' })).toBeVisible()
  const [connector] = (await app.call('library')).connectors
  await app.call('allow_private', { connector_id: connector.id, origin: api.origin, allow: true })
  return connector.id
}

/** Begins the sign-in for Test and gives back the address that the person's browser was sent to. */
async function begin(app, page) {
  const before = (await app.opened()).length
  await page.getByRole('button', { name: /Sign in for Test/ }).click()
  await expect(page.getByText('Waiting for you in the browser…')).toBeVisible()
  await expect.poll(async () => (await app.opened()).length).toBe(before + 1)
  return (await app.opened()).at(-1)
}

test('a person agrees once, and requests are signed in from then on', async ({ app, page, api, context }) => {
  authorizationServer(api, (asked) => ({ code, state: asked.get('state') }))
  const connector_id = await prepare(app, page, api)
  await expect(page.getByText('Test: not signed in yet')).toBeVisible()
  const address = new URL(await begin(app, page))
  expect(await axe(page)).toEqual([])
  expect(address.searchParams.get('code_challenge_method')).toBe('S256')
  expect(address.searchParams.get('scope')).toBe('orders offline_access')
  expect(address.searchParams.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)

  const own = await context.newPage()
  await own.goto(address.href)
  await expect(own.getByText('You are signed in. You can close this page and go back to Drawbridge.')).toBeVisible()
  await expect(page.getByText('You are signed in.', { exact: true })).toBeVisible()
  await expect(page.getByText('Test: signed in')).toBeVisible()
  await expect(page.getByText('Live: not signed in yet')).toBeVisible()
  await own.close()

  await page.getByRole('button', { name: 'Test this sign-in' }).click()
  await expect(page.getByText('The API gave a token.')).toBeVisible()
  const run = { run_id: 'r1', connector_id, environment: 'test', inputs: {}, confirmation: null }
  const { trace } = await app.call('run', run)
  expect(trace.steps.at(-1).status, 'the API took the token').toBe(200)
  const everything = `${JSON.stringify(trace)} ${await page.content()}`
  for (const hidden of [kept, code, 'client_canary_1', 'token_by_code', 'token_by_refresh']) {
    expect(everything, hidden).not.toContain(hidden)
  }
})

for (const [what, answer, sentence] of [
  ['a wrong state', () => ({ code, state: 'made-up' }), /does not belong to this sign-in/],
  ['no state', () => ({ code }), /does not belong to this sign-in/],
  ['a denied consent', (asked) => ({ error: 'access_denied', state: asked.get('state') }), /You did not agree/],
  ['a code that is not theirs', (asked) => ({ code: 'x', state: asked.get('state') }), /has run out, was used before/],
]) {
  test(`${what} signs nobody in, and says so in both places`, async ({ app, page, api, context }) => {
    authorizationServer(api, answer)
    await prepare(app, page, api)
    const own = await context.newPage()
    await own.goto(await begin(app, page))
    await expect(own.getByText('You are not signed in. Drawbridge says why; you can close this page.')).toBeVisible()
    await expect(page.getByText(sentence)).toBeVisible()
    await expect(page.getByText('Waiting for you in the browser…')).toHaveCount(0)
    await expect(page.getByText('Test: not signed in yet')).toBeVisible()
    const redeemed = api.requests.filter((request) => request.url === '/oauth/token')
    expect(redeemed.length, 'an answer that is not used is not redeemed').toBe(what.startsWith('a code') ? 1 : 0)
    await expect(page.getByRole('button', { name: 'Sign in for Test' }), 'it can be tried again').toBeEnabled()
    await own.close()
  })
}

test('a sign-in can be stopped, and what comes later finds nobody', async ({ app, page, api, context }) => {
  authorizationServer(api, (asked) => ({ code, state: asked.get('state') }))
  await prepare(app, page, api)
  const address = await begin(app, page)
  await page.getByRole('button', { name: 'Stop waiting' }).click()
  await expect(page.getByText('The sign-in was stopped. Nothing was changed.')).toBeVisible()
  await expect(page.getByText('Waiting for you in the browser…')).toHaveCount(0)
  const own = await context.newPage()
  await expect(own.goto(address), 'nobody listens any more').rejects.toThrow(/ERR_CONNECTION_REFUSED/)
  expect(api.requests.some((request) => request.url === '/oauth/token')).toBe(false)
  await own.close()
})
