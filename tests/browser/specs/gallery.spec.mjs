// The gallery: templates found by system and by task, tried on sample data before anything is made of them, used, and
// connected to a real system step by step.
import { axe, expect, test } from '../harness.mjs'

const card = (page, name) => page.getByRole('button', { name: `Look at the template ${name}` })

/** Issue 5, 6: from the gallery to a first answer on sample data in two clicks. */
test('the first answer is two clicks away', async ({ app, page }) => {
  await app.open()
  let clicks = 0
  const click = async (target) => {
    await target.click()
    clicks += 1
  }
  await click(card(page, 'Ticket status, Zendesk'))
  await click(page.getByRole('button', { name: 'Try it' }))
  const tried = page.getByRole('region', { name: 'Try it on sample data' })
  await expect(tried.getByText('verified', { exact: true })).toBeVisible()
  await expect(tried.getByText('we wait for your answer')).toBeVisible()
  expect(clicks).toBe(2)
  expect((await app.call('library')).connectors).toEqual([])
  expect(await axe(page)).toEqual([])
})

test('a stranger, a wrong key and a write are tried as well', async ({ app, page }) => {
  await app.open()
  await card(page, 'Cancel at period end, Paddle Billing').click()
  const tried = page.getByRole('region', { name: 'Try it on sample data' })
  const as = async (who) => {
    await tried.getByRole('button', { name: /Situation/ }).click()
    await page.getByRole('option', { name: who, exact: true }).click()
    await tried.getByRole('button', { name: 'Try it' }).click()
    await tried.getByRole('button', { name: 'The customer says yes' }).click()
  }
  await as('a stranger')
  await expect(tried.getByText('not verified')).toBeVisible()
  await expect(tried.getByText('ends on')).toHaveCount(0)
  await as('a wrong key')
  await expect(tried.getByText(/refused the sign-in of “Paddle Billing”/)).toBeVisible()
  await as('the customer')
  await expect(tried.getByText('2026-09-10')).toBeVisible()
})

test('templates are found by system, by task and by other words', async ({ app, page }) => {
  await app.open()
  const cards = page.getByRole('button', { name: /^Look at the template/ })
  expect(await cards.count()).toBeGreaterThanOrEqual(34)
  const search = page.getByRole('textbox', { name: 'Search templates' })
  await search.fill('shopify')
  await expect(cards).toHaveCount(1)
  await search.fill('help desk new')
  await expect(card(page, 'New ticket, Freshdesk')).toBeVisible()
  await search.fill('')
  await page.getByRole('radio', { name: 'Parcels' }).click()
  await expect(cards).toHaveCount(3)
  await search.fill('nothing of the kind')
  await expect(page.getByText('No template mentions “nothing of the kind”.')).toBeVisible()
})

test('a template is used, and connected to a system of one’s own in four steps', async ({ app, page }) => {
  await app.open()
  await card(page, 'Subscription status, Chargebee').click()
  await page.getByRole('button', { name: 'Use this template' }).click()
  await page.getByRole('button', { name: 'Set it up' }).click()
  const guide = page.getByRole('dialog', { name: 'Connect to Chargebee' })
  await expect(guide.getByText('Step 1 of 4')).toBeVisible()
  expect(await axe(page)).toEqual([])
  await guide.getByRole('textbox', { name: 'Site' }).fill('brightlamp')
  await guide.getByRole('button', { name: 'Next' }).click()
  await guide.getByLabel('Value of API key').fill('key-1')
  await guide.getByRole('button', { name: 'Save api_key' }).click()
  await expect(guide.getByRole('button', { name: 'Replace api_key' })).toBeVisible()
  await guide.getByRole('button', { name: 'Next' }).click()
  await expect(guide.getByRole('button', { name: 'Test this sign-in' })).toBeVisible()
  await guide.getByRole('button', { name: 'Next' }).click()
  await guide.getByRole('button', { name: 'Run in Live' }).click()
  await expect(guide).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Set it up' })).toHaveCount(0)
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await expect(panel.getByLabel('subscription_id')).toHaveValue('')
  await expect(page.getByRole('radio', { name: 'Live' })).toHaveAttribute('aria-checked', 'true')
})
