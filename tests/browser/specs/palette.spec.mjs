// Search and commands by keyboard.
import { expect, test } from '../harness.mjs'

const found = (page) => page.getByRole('listbox', { name: 'What was found' })
const palette = (page) => page.getByRole('combobox', { name: 'Search and commands' })

test('it opens in its input, points at what the arrows reach, and gives the focus back', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await page.getByRole('button', { name: 'Export…' }).focus()
  await page.keyboard.press('ControlOrMeta+k')
  await expect(palette(page)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const reached = await palette(page).getAttribute('aria-activedescendant')
  await expect(page.locator(`[id="${reached}"]`)).toHaveAttribute('role', 'option')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Export…' })).toBeFocused()
})

test('a command, a setting and a connector are a few letters and Enter', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  const name = page.getByRole('textbox', { name: 'Name of the connector' })
  await expect(name).toBeVisible()
  const enter = async (words) => {
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
    await expect(palette(page)).toHaveCount(0)
  }
  await enter('dark')
  await expect(page.locator(':root')).toHaveAttribute('data-theme', 'dark')
  await enter('activity')
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible()
  await enter('ordst')
  await expect(name).toHaveValue('Order status')
  await enter('rename')
  await expect(name).toBeFocused()
})

test('a connector is found by its address, and nothing is said to be nothing', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await expect(page.getByRole('button', { name: 'Export…' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('wp-json')
  await expect(found(page).getByRole('option', { name: 'Order status' })).toBeVisible()
  await palette(page).fill('zzzz')
  await expect(page.getByText('Nothing is called “zzzz”.')).toBeVisible()
})

test.describe('with a hundred connectors', () => {
  test.use({ connectors: 100 })

  test('it finds one of them', async ({ app, page }) => {
    await app.open()
    const { connectors } = await app.call('library')
    const wanted = connectors[77]
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type(wanted.name)
    await expect(found(page).getByRole('option', { name: wanted.name }).first()).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Name of the connector' })).toBeVisible()
  })
})
