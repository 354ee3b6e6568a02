// The list of connectors: finding, making copies, deleting with a way back, and 10,000 of them.
import { expect, test } from '../harness.mjs'

test('what is deleted comes back, by the bar and by Ctrl+Z', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Look at the template Order status, WooCommerce' }).click()
  await page.getByRole('button', { name: 'Use this template' }).click()
  await expect(page.getByRole('option', { name: /Order status/ })).toBeVisible()
  await page.keyboard.press('Control+D')
  await expect(page.getByRole('option')).toHaveCount(2)
  await page.getByRole('listbox').focus()
  await page.keyboard.press('Delete')
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('option')).toHaveCount(2)
  await page.getByRole('listbox').focus()
  await page.keyboard.press('Delete')
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Control+Z')
  await expect(page.getByRole('option')).toHaveCount(2)
})

test('a template without an account answers within a few clicks, verified', async ({ app, page }) => {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('complementary').getByText('verified', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Run them' }).click()
  await expect(page.getByText(/saved cases, all pass/)).toBeVisible()
})

test.describe('with 10,000 connectors', () => {
  test.use({ connectors: 10_000 })
  test.describe.configure({ timeout: 300_000 })

  /** SECURITY DAT-19. */
  test('the list draws what is in sight, and typing does not touch it', async ({ app, page }) => {
    await app.open()
    await expect(page.getByRole('heading', { name: '10,000 connectors' })).toBeVisible()
    const list = page.getByRole('listbox')
    expect(await list.getByRole('option').count()).toBeLessThan(80)
    await expect(list.getByRole('option').first()).toHaveAttribute('aria-setsize', '10000')
    await list.focus()
    await page.keyboard.press('End')
    await expect(list.locator('[aria-posinset="10000"]')).toBeVisible()
    await page.keyboard.press('Enter')
    const prompt = page.getByRole('textbox', { name: 'When to use it, and how' })
    // The first words may change the mark of its row, once.
    await prompt.fill('Use it. ')
    await expect(page.getByText('Saved', { exact: true })).toBeVisible()
    await page.waitForTimeout(500)
    await prompt.press('End')
    await page.evaluate(() => {
      window.touched = 0
      new MutationObserver((changes) => (window.touched += changes.length)).observe(document.querySelector('nav'), {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      })
    })
    await page.keyboard.type('typing leaves the list alone')
    await page.waitForTimeout(1000)
    expect(await page.evaluate(() => window.touched)).toBe(0)
    await page.keyboard.press('Control+K')
    await page.keyboard.type('invo')
    await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
  })
})
