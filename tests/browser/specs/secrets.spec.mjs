// Secrets go in and never come out: on the page of a system, and beside the sign-in of a connector.
import { expect, test } from '../harness.mjs'

const canary = 'ck_canary_0123456789'
const secret = (page, name) => page.locator(`[data-secret="${name}"]`)

async function openSecrets(app, page) {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await expect(page.getByRole('button', { name: 'Export…' })).toBeVisible()
  await page.getByRole('button', { name: /^Secrets/ }).click()
  await expect(page.getByRole('heading', { name: 'Systems and secrets' })).toBeVisible()
}

async function writeAddress(page, label, address) {
  await page.getByRole('textbox', { name: label }).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(address)
  await page.keyboard.press('Tab')
}

/** SECURITY SEC-03. */
test('a value is entered, replaced and forgotten by keyboard, and is nowhere in the page', async ({ app, page }) => {
  await openSecrets(app, page)
  await writeAddress(page, 'Address for Test', 'https://staging.shop.example')
  await writeAddress(page, 'Address for Live', 'https://shop.example')
  const key = secret(page, 'woo_key')
  await key.getByLabel('Value of Consumer key').fill(canary)
  await page.keyboard.press('Enter')
  await expect(key.getByText('set', { exact: true })).toBeVisible()
  await expect(key.getByText('For https://staging.shop.example, https://shop.example only')).toBeVisible()
  await expect(key.getByRole('button', { name: 'Replace woo_key' }), 'the focus is not lost').toBeFocused()
  expect(await page.content()).not.toContain(canary)
  expect(await page.locator('input').evaluateAll((all) => all.map((one) => one.value))).not.toContain(canary)

  await page.keyboard.press('Enter')
  await page.keyboard.type('another value')
  await page.keyboard.press('Enter')
  await expect(key.getByRole('button', { name: 'Replace woo_key' })).toBeFocused()

  await key.getByRole('button', { name: 'Forget woo_key' }).click()
  await expect(page.getByRole('alertdialog', { name: 'Forget woo_key' })).toBeVisible()
  await page.getByRole('button', { name: 'Forget it' }).click()
  await expect(key.getByText('missing')).toBeVisible()
  await expect(key.getByLabel('Value of Consumer key'), 'the focus is not lost').toBeFocused()
})

/** SECURITY SEC-14. */
test('a secret has to be entered again when its address changes', async ({ app, page }) => {
  await openSecrets(app, page)
  await writeAddress(page, 'Address for Test', 'https://staging.shop.example')
  await writeAddress(page, 'Address for Live', 'https://shop.example')
  const key = secret(page, 'woo_key')
  await key.getByLabel('Value of Consumer key').fill(canary)
  await page.keyboard.press('Enter')
  await expect(key.getByText('set', { exact: true })).toBeVisible()
  await writeAddress(page, 'Address for Test', 'https://evil.example')
  await expect(key.getByText('Test: enter again')).toBeVisible()
  await expect(key.getByText('Live: set')).toBeVisible()
  await expect(key.getByText(/entered for https:\/\/staging\.shop\.example; the address is https:\/\/evil\.example/)).toBeVisible()
})

test('a locked keychain says so where the value is typed, and nothing typed is lost', async ({ app, page }) => {
  await openSecrets(app, page)
  await writeAddress(page, 'Address for Test', 'https://staging.shop.example')
  await writeAddress(page, 'Address for Live', 'https://shop.example')
  await app.vault('locked')
  const key = secret(page, 'woo_key')
  await key.getByLabel('Value of Consumer key').fill(canary)
  await key.getByRole('button', { name: 'Save woo_key' }).click()
  await expect(key.getByRole('alert')).toContainText('locked')
  await app.vault('ready')
  await key.getByRole('button', { name: 'Save woo_key' }).click()
  await expect(key.getByRole('alert')).toHaveCount(0)
  await expect(key.getByRole('button', { name: 'Replace woo_key' })).toBeVisible()
})

test('a missing keychain is explained on the page, and trying again finds it', async ({ app, page }) => {
  await app.vault('missing')
  await openSecrets(app, page)
  await expect(page.getByText('No keychain that keeps secrets was found on this computer.')).toBeVisible()
  await app.vault('ready')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText("Secrets are kept in this computer's keychain.")).toBeVisible()
})

test('what is changed on the page of a system is on disk, and in the connector that is open', async ({ app, page }) => {
  await openSecrets(app, page)
  await page.getByLabel('Name of the system').fill('Shop of Ana')
  await page.getByRole('button', { name: /Sign in with/ }).click()
  await page.getByRole('option', { name: /^API key/ }).click()
  await page.getByRole('option', { name: /Order status/ }).click()
  await expect(page.getByRole('button', { name: /Sign in with/ })).toContainText('API key')
  const [system] = (await app.call('library')).systems
  expect(system.name).toBe('Shop of Ana')
  expect((await app.call('open_system', { id: system.id })).system.sign_in.type).toBe('api_key')
})
