// A language model for the chat: set up in the settings, its key kept from everybody, its failures in words.
import { axe, expect, openChat, test } from '../harness.mjs'

const key = 'sk_MODEL_SENTINEL_0815'

/** A model that calls the tool it is shown with what it finds in the customer's line, and then says what it got. */
function model({ body }) {
  const { messages, tools } = JSON.parse(body)
  const last = messages.at(-1)
  if (last.role === 'tool') {
    const told = JSON.parse(last.content)
    const said = told.data ? `Your order comes to ${told.data.total}.` : told.message
    return { json: { choices: [{ message: { content: said }, finish_reason: 'stop' }], usage: { prompt_tokens: 210, completion_tokens: 12 } } }
  }
  const email = /\S+@\S+/.exec(last.content)?.[0] ?? 'nobody@example.com'
  const call = { name: tools[0].function.name, arguments: JSON.stringify({ order_id: 727, email }) }
  const message = { content: 'Let me look.', tool_calls: [{ id: 'a', type: 'function', function: call }] }
  return { json: { choices: [{ message, finish_reason: 'tool_calls' }] } }
}

// SECURITY LLM-13, SEC-03
test('a model is set up, tried and answers in the chat; its key is shown to nobody', async ({ app, page, api }) => {
  api.on('GET', '/v1/models', { json: { data: [{ id: 'large' }, { id: 'small' }] } })
  api.on('POST', '/v1/chat/completions', model)
  await app.open()
  const { panel } = await openChat(page)
  await panel.getByRole('button', { name: /Answered by/ }).click()
  await page.getByRole('option', { name: /Set up a model/ }).click()
  const part = page.getByRole('region', { name: 'Model for the chat' })
  await part.getByRole('button', { name: /Somewhere else/ }).click()
  await part.getByRole('textbox', { name: 'Address' }).fill(`${api.origin}/v1`)
  await part.getByLabel('Key', { exact: true }).fill(key)
  await part.getByRole('button', { name: 'Save the key' }).click()
  await expect(part.getByRole('button', { name: 'Replace' })).toBeVisible()
  await part.getByRole('button', { name: 'Fetch the list' }).click()
  await expect(part.getByText('2 models to choose from')).toBeVisible()
  await part.getByRole('combobox', { name: 'Model' }).fill('small')
  await part.getByRole('button', { name: 'Test this model' }).click()
  await expect(part.getByText(/“small” answered in \d+ ms and asked for the tool/)).toBeVisible()
  expect(await axe(page)).toEqual([])

  await page.getByRole('option', { name: /Order status/ }).click()
  const { log, say } = { log: panel.getByRole('log'), say: (line) => panel.getByRole('textbox', { name: 'What the customer writes' }).fill(line) }
  await panel.getByRole('button', { name: /Answered by/ }).click()
  await page.getByRole('option', { name: /^small/ }).click()
  await expect(panel.getByText(`What is said here goes to ${api.hostPort}.`)).toBeVisible()
  await say('where is my order? bob@example.com')
  await page.keyboard.press('Enter')
  await expect(log).toContainText("Let me look.\n\nEmail doesn't match. Please verify your details.")
  await expect(log.getByText('Asked small').first()).toBeVisible()
  for (const value of ['59.90', 'Canvas']) await expect(log, value).not.toContainText(value)
  await say('sorry, ana@example.com')
  await page.keyboard.press('Enter')
  await expect(log).toContainText('Your order comes to 59.90')
  await expect(log.getByText('read 210, wrote 12 tokens').first()).toBeVisible()
  expect(await axe(page)).toEqual([])

  expect(await page.content()).not.toContain(key)
  for (const { headers, body } of api.requests) {
    expect(headers.authorization).toBe(`Bearer ${key}`)
    expect(body).not.toContain(key)
  }
})

test('a model that cannot answer is said in words, and the line can be sent again', async ({ app, page, api }) => {
  const busy = { status: 529, json: { error: { message: 'Overloaded', type: 'overloaded_error' } } }
  api.on('POST', '/v1/chat/completions', busy, { json: { choices: [{ message: { content: 'Hello!' }, finish_reason: 'stop' }] } })
  await app.call('save_chat_model', {
    model: { api: 'openai', address: `${api.origin}/v1`, model: 'small', own_network: true },
  })
  await app.open()
  const { panel, log, say } = await openChat(page)
  await panel.getByRole('button', { name: /Answered by/ }).click()
  await page.getByRole('option', { name: /^small/ }).click()
  await say('hello')
  await expect(log.getByText('The provider has more to do than it can at the moment. It says: “Overloaded”')).toBeVisible()
  await expect(log.getByText('Try again in a minute, or choose another model.')).toBeVisible()
  expect(await axe(page)).toEqual([])
  await log.getByRole('button', { name: 'Retry' }).click()
  await expect(log).toContainText('Hello!')
  await expect(log).not.toContainText('more to do')
})
