// Text from an API, a bundle or a document is shown as text: 40 pieces of markup in every place that shows one.
//
// The loopback host sends no content policy, so a script that got into the page would run here. Each place is looked
// at twice, with harmless words and with markup: the page must have the same elements both times.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../harness.mjs'

const list = join(import.meta.dirname, '../../src/markup_payloads.json')
const markup = JSON.parse(await readFile(list, 'utf8'))
const harmless = markup.map((_, index) => `harmless words ${String(index).padStart(2, '0')}`)

/** What no text may turn into. */
const forbidden =
  'script:not(head script), iframe, object, embed, base, form[action], video, audio, math, marquee, ' +
  // The editor's own marks beside a placeholder are pictures without an address.
  'img:not(.cm-widgetBuffer), link:not(head link), meta:not(head meta), svg script, svg set, svg animate, svg use, svg foreignObject, ' +
  '[onerror], [onload], [onfocus], [onbegin], [ontoggle], [srcdoc], a[href^="javascript:"]'

/** What a page is like into which nothing got. */
const nothing = { made: [], pwned: null }

/** The elements of the page by their name, but for notices, which come and go, and those that no text may turn into. */
function count(page) {
  return page.evaluate((selector) => {
    const elements = {}
    for (const element of document.querySelectorAll('body *')) {
      if (!element.closest('[role=status]')) elements[element.localName] = (elements[element.localName] ?? 0) + 1
    }
    return { elements, made: [...document.querySelectorAll(selector)].map((one) => one.outerHTML), pwned: window.__pwned ?? null }
  }, forbidden)
}

/** A bundle of one connector per text, the first of which has the texts wherever a document has words. */
async function bundle(app, origin, texts) {
  const path = join(app.data, 'texts.json')
  await app.call('create_connector', { type: 'template', id: 'woocommerce/order_status' })
  await app.dialogs({ save: path, open: path })
  await app.call('export_bundle', { connector_ids: [], name: 'x', include_samples: false })
  const made = JSON.parse(await readFile(path, 'utf8'))
  const [system] = made.systems
  const [first] = made.connectors
  await app.call('delete_connector', { id: (await app.call('library')).connectors[0].id })
  Object.assign(system, { name: texts[0], base_url: { test: origin, live: origin }, settings: [], sign_in: { type: 'none' } })
  for (const [at, secret] of system.secrets.entries()) Object.assign(secret, { label: texts[1 + at], help: texts[3 + at] })
  const question = (text, index) => ({ name: `question_${index}`, type: 'string', description: text, example: text })
  const headers = texts.filter(isHeader).map((value, index) => ({ name: `X-Note-${index}`, value }))
  made.connectors = texts.map((text, index) => ({
    ...first,
    id: `markup-${index}`,
    name: text,
    tool_name: `tool_${index}`,
    prompt: text,
    example_phrases: [text],
    tests: [],
  }))
  Object.assign(made.connectors[0], {
    fields: [...first.fields, ...texts.map(question)],
    steps: [{ ...first.steps[0], name: texts[5], path: '/orders/{order_id}', headers }],
    validations: [{ ...first.validations[0], compare_with: 'email', error: texts[6] }],
    answer: { fields: [{ path: 'shown', label: texts[7], words: { raw: texts[8] } }] },
    example_phrases: texts,
    tests: texts.map((name) => ({ name, inputs: {}, expect: { outcome: 'invalid_input' } })),
  })
  made.name = texts[9]
  await writeFile(path, JSON.stringify(made))
}

/** A header's value is a template, where braces mean a placeholder. */
const isHeader = (_, index) => !/[{}]/.test(markup[index])

/** The same, when the page has come to rest: twice the same. */
async function atRest(page) {
  let last = null
  await expect
    .poll(async () => {
      const before = JSON.stringify(last)
      last = await count(page)
      return JSON.stringify(last) === before
    })
    .toBe(true)
  return last
}

/** Goes to every place in turn and lets it be looked at. */
async function tour(app, page, api, texts, look) {
  await page.setViewportSize({ width: 1440, height: 4000 })
  await app.open()
  await bundle(app, api.origin, texts)
  await app.reload()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('open a bundle')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Open a bundle' })
  await expect(dialog.getByText(texts[39], { exact: true }).first()).toBeVisible()
  await look('the preview of an import')
  await dialog.getByRole('button', { name: /^Add \d+/ }).click()
  await page.getByRole('button', { name: 'Open it' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the connector' })).toHaveValue(texts[0])
  await expect(page.getByText(texts[39]).first()).toBeVisible()
  await look('the list and the document')
  await page.getByRole('tab', { name: 'Headers' }).first().click()
  await look('the headers of a request')

  const body = { email: 'ana@example.com', shown: 'raw', ...Object.fromEntries(texts.map((text) => [text, text])) }
  const answered = Object.fromEntries(texts.filter(isHeader).map((value, index) => [`X-Answer-${index}`, value]))
  api.on('GET', '/orders/727', { json: body, statusText: texts[10], headers: answered })
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await panel.getByLabel('order_id').fill('727')
  await panel.getByLabel('email').fill('ana@example.com')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: 'Allow and run' }).click()
  await expect(panel.getByText('verified', { exact: true })).toBeVisible()
  await expect(panel.getByText('200 OK').first(), "the standard's words, not the server's").toBeVisible()
  await expect(panel.getByRole('treeitem').filter({ hasText: texts[39] }).first()).toBeVisible()
  await look('the answer as a tree')
  await panel.getByRole('radio', { name: 'Text' }).click()
  await expect(panel.getByRole('region', { name: 'Answer as text' })).toBeVisible()
  await look('the answer as text')
  await panel.getByRole('radio', { name: 'Tree' }).click()
  for (const view of ['Sent', 'Headers', 'Timeline', 'Rules']) {
    await panel.getByRole('tab', { name: view }).last().click()
    await look(`the view “${view}”`)
  }
  await panel.getByRole('tab', { name: 'What the bot sees' }).click()
  await expect(panel.locator('code').last()).toContainText(JSON.stringify(texts[8]).slice(1, -1))
  await look('what the bot sees')
  await panel.getByRole('tab', { name: 'Test', exact: true }).click()
  await panel.getByLabel('email').fill('bob@example.com')
  await page.keyboard.press('Control+Enter')
  await expect(panel.getByText(`“${texts[6]}”`), "the rule's words").toBeVisible()
  await expect(panel.getByRole('treeitem').filter({ hasText: texts[39] }).first()).toBeVisible()
  await look('the words of a failed rule')

  await page.getByRole('button', { name: 'Export…' }).click()
  const exporting = page.getByRole('dialog')
  await exporting.getByLabel('Name of the bundle').fill(texts[11])
  await look('the export')
  await page.keyboard.press('Escape')
  for (const [where, heading] of [['activity', 'Activity'], ['systems', 'Systems and secrets']]) {
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type(where)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: heading })).toBeVisible()
    await expect(page.getByRole('main').getByText(texts[0]).filter({ visible: true }).first()).toBeVisible()
    await look(`the page “${where}”`)
  }
}

/** SECURITY TAU-01. */
test('markup is shown as text wherever words are shown', async ({ app, page, api }) => {
  test.setTimeout(240_000)
  page.on('dialog', (dialog) => dialog.dismiss().then(() => expect(dialog.message(), 'no script asks').toBe('')))
  const expected = {}
  await tour(app, page, api, harmless, async (place) => {
    expected[place] = await atRest(page)
  })
  await app.stop()
  await rm(app.data, { recursive: true })
  await app.start()
  const texts = markup.map((text) => text.replaceAll('CANARY', api.origin))
  await tour(app, page, api, texts, async (place) => {
    await expect.poll(() => count(page), place).toEqual({ ...expected[place], ...nothing })
  })
  expect(await page.title(), 'the title of the window is its own').toBe('Drawbridge')
  expect(api.requests.filter(({ url }) => !url.startsWith('/orders/')), 'nothing is loaded').toEqual([])
})

/** SECURITY TAU-01: places that show one text at a time. */
test('markup is text in search, in notices and in what an API says about itself', async ({ app, page, api, context }) => {
  test.setTimeout(240_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.setViewportSize({ width: 1440, height: 4000 })
  await app.open()
  await page.getByRole('button', { name: 'Start from a web address' }).click()
  await page.getByRole('textbox', { name: 'Address of the data' }).fill(`${api.origin}/orders`)
  await page.getByRole('button', { name: 'Create connector' }).click()
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  const run = panel.getByRole('button', { name: 'Run', exact: true })
  const texts = markup.map((text) => text.replaceAll('CANARY', api.origin))
  api.on('GET', '/orders', ...texts.map((text) => ({ status: 500, statusText: text, text: `${text}\n${text}` })), { json: Object.fromEntries(texts.map((text) => [text, 1])) })
  await run.click()
  await page.getByRole('button', { name: 'Allow and run' }).click()
  for (const text of texts) {
    await expect(panel.getByRole('region', { name: 'Answer as text' })).toContainText(text)
    await expect(panel.getByText('500 Internal Server Error').first()).toBeVisible()
    expect(await count(page), text).toMatchObject(nothing)
    await run.click()
  }
  await expect(panel.getByRole('treeitem').first()).toBeVisible()
  for (const text of texts) {
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: 'Search and commands' }).fill(text)
    await expect(page.getByText(`Nothing is called “${text}”.`)).toBeVisible()
    expect(await count(page), text).toMatchObject(nothing)
    await page.keyboard.press('Escape')
  }
  for (const [index, text] of texts.entries()) {
    await panel.getByRole('treeitem').nth(index).click()
    await page.getByRole('menuitem', { name: 'Copy path' }).click()
    await expect(page.getByRole('status').getByText(text.replace(/[\\']/g, '\\$&')).first(), 'a notice').toBeVisible()
    expect(await count(page), text).toMatchObject(nothing)
  }
  expect(api.requests.filter(({ url }) => url !== '/orders'), 'nothing is loaded').toEqual([])
})
