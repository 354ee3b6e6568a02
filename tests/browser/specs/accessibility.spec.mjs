// Every screen by axe, in light and dark, and one connector by keyboard alone.
import { axe, expect, test } from '../harness.mjs'

async function dark(app) {
  const { preferences } = await app.call('start')
  await app.call('save_preferences', { ...preferences, theme: 'dark' })
}

for (const theme of ['light', 'dark']) {
  test(`no screen has an accessibility problem, ${theme}`, async ({ app, page }) => {
    test.slow()
    if (theme === 'dark') await dark(app)
    await app.open()
    const clean = async (screen) => expect.soft(await axe(page), screen).toEqual([])
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await clean('the first screen')

    await page.getByRole('button', { name: 'Start from a web address' }).click()
    await clean('the web address')

    await page.getByRole('button', { name: 'Try one now with sample data' }).click()
    await expect(page.getByRole('textbox', { name: 'Name of the connector' })).toBeVisible()
    await clean('a workbench')

    const panel = page.getByRole('complementary', { name: 'Test and preview' })
    await panel.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(panel.getByText('verified', { exact: true })).toBeVisible()
    await expect(panel.getByRole('treeitem').first()).toBeVisible()
    await clean('a run')
    for (const tab of ['Request sent', 'Headers', 'Timeline', 'Rules']) {
      await panel.getByRole('tab', { name: tab }).click()
      await clean(tab)
    }
    await panel.getByRole('tab', { name: 'Answer' }).click()
    await page.locator('[role=treeitem][data-path="status"]').click()
    await expect(page.getByRole('menu')).toBeVisible()
    await clean('the menu of a value')
    await page.getByRole('menuitem', { name: 'Compare with what the customer said…' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await clean('a comparison')
    await page.keyboard.press('Escape')
    await panel.getByRole('tab', { name: 'What the bot sees' }).click()
    await clean('what the bot sees')
    await panel.getByRole('tab', { name: 'Activity' }).click()
    await clean('activity of a connector')

    await page.getByRole('button', { name: 'Export…' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await clean('export')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+K')
    await expect(page.getByRole('dialog')).toBeVisible()
    await clean('palette')
    await page.keyboard.press('Escape')
    for (const name of ['Activity', /Secrets/, 'Settings']) {
      await page.getByRole('navigation', { name: 'Connectors and pages' }).getByRole('button', { name }).click()
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await clean(String(name))
    }
  })
}

/** Presses Tab until the focus is on what the test looks for. */
async function tabTo(page, locator) {
  for (let count = 0; count < 120; count++) {
    const isThere = await locator.evaluateAll((all) => all.some((one) => one === document.activeElement || one.contains(document.activeElement)))
    if (isThere) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no way by keyboard to ${locator}`)
}

test('a connector is made, tried and judged by keyboard alone', async ({ app, page }) => {
  await app.open()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: 'Try one now with sample data' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of the connector' })).toBeVisible()
  await page.keyboard.press('F2')
  await page.keyboard.type('Where is it')
  await page.keyboard.press('Control+S')
  await expect(page.getByRole('option', { name: /Where is it/ })).toBeVisible()
  await page.keyboard.press('Control+L')
  await page.keyboard.press('End')
  await page.keyboard.press('Backspace')
  await expect(page.locator('[data-address] [data-chip]')).toHaveCount(0)
  await page.keyboard.type('{ord')
  await expect(page.getByRole('option', { name: /order_id/, selected: true })).toBeVisible()
  await page.waitForTimeout(100)
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-address] [data-chip="order_id"]')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  const panel = page.getByRole('complementary', { name: 'Test and preview' })
  await expect(panel.getByText('verified', { exact: true })).toBeVisible()
  await tabTo(page, panel.getByRole('tree'))
  await page.keyboard.press('Home')
  const active = () => page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.dataset.path)
  await page.keyboard.press('ArrowDown')
  await expect.poll(active).toBeTruthy()
  const path = await active()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  expect(await active(), 'the focus comes back to the row').toBe(path)
})
