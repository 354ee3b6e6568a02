// Nothing is lost: the undo bar, the bin, versions, copies of everything, and a database that cannot be opened.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { axe, expect, test } from '../harness.mjs'

async function sample(app, page) {
  await app.open()
  await page.getByRole('button', { name: 'Try one now with sample data' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of the connector' })).toBeVisible()
}

function goTo(page, name) {
  return page.getByRole('navigation', { name: 'Connectors and pages' }).getByRole('button', { name }).click()
}

async function saved(page) {
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
}

/** UX 8. */
test('the bar that undoes a deletion stays, and its clock stands still under the pointer and the focus', async ({ app, page }) => {
  await page.clock.install()
  await sample(app, page)
  const bar = page.getByRole('status').filter({ hasText: 'was deleted' })
  const remove = async () => {
    await page.getByRole('option').first().click()
    await page.getByRole('listbox').focus()
    await page.keyboard.press('Delete')
    await expect(bar).toBeVisible()
  }
  await remove()
  await page.clock.runFor(10_000)
  await expect(bar).toBeVisible()
  await bar.getByText('was deleted').hover()
  await page.clock.runFor(120_000)
  await expect(bar).toBeVisible()
  await page.mouse.move(0, 0)
  await bar.getByRole('button', { name: 'Undo' }).focus()
  await page.clock.runFor(120_000)
  await expect(bar).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('option')).toHaveCount(1)
  await remove()
  await page.mouse.move(0, 0)
  await page.clock.runFor(13_000)
  await expect(bar).toBeHidden()
})

/** UX 8, SECURITY DAT-15. */
test('what is deleted lies in the bin, comes back, or goes for good after a question', async ({ app, page }) => {
  await sample(app, page)
  await goTo(page, 'Bin')
  await expect(page.getByText('The bin is empty.')).toBeVisible()
  expect(await axe(page)).toEqual([])

  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: 'More about this connector' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await goTo(page, 'Bin')
  const table = page.getByRole('table', { name: /Deleted connectors/ })
  await expect(table.getByRole('row')).toHaveCount(3)
  await expect(table.getByRole('row', { name: /Order status/ }).getByText(/today/)).toBeVisible()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Bring back Order status' }).click()
  await expect(page.getByText('“Order status” is back.')).toBeVisible()
  await expect(page.getByRole('option')).toHaveCount(1)
  await expect(page.getByText('The bin is empty.')).toBeVisible()

  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: 'More about this connector' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await goTo(page, 'Bin')
  await page.getByRole('button', { name: 'Delete Order status for good' }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog.getByText('This cannot be undone')).toBeVisible()
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(table.getByRole('row')).toHaveCount(3)
  await page.getByRole('button', { name: 'Delete Order status for good' }).click()
  await dialog.getByRole('button', { name: 'Delete for good' }).click()
  await expect(page.getByText('“Order status” is gone for good.')).toBeVisible()
  await expect(table.getByRole('row')).toHaveCount(2)
  expect((await app.call('bin')).rows.map((row) => row.kind)).toEqual(['system'])
})

/** UX 9. */
test('the history says what changed, compares with now, and goes back', async ({ app, page }) => {
  await sample(app, page)
  await page.getByRole('button', { name: 'History' }).click()
  const dialog = page.getByRole('dialog', { name: 'History of “Order status”' })
  await expect(dialog.getByText('Nothing to go back to yet.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  const name = page.getByRole('textbox', { name: 'Name of the connector' })
  await name.fill('Where is it')
  await name.blur()
  await saved(page)
  await page.getByRole('button', { name: 'History' }).click()
  const history = page.getByRole('dialog', { name: 'History of “Where is it”' })
  await expect(history.getByText('The name was “Order status”, now “Where is it”.')).toBeVisible()
  expect(await axe(page)).toEqual([])
  await history.getByRole('button', { name: /^Compare the version/ }).click()
  await expect(history.getByText('From this version to now:')).toBeVisible()
  await expect(history.getByRole('heading', { name: 'The connector' })).toBeVisible()
  expect(await axe(page)).toEqual([])
  await history.getByRole('button', { name: 'Go back to this version' }).click()
  await expect(name).toHaveValue('Order status')
  await expect(page.getByText(/The connector is as it was today/)).toBeVisible()
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await expect(name).toHaveValue('Where is it')
})

/** UX 12. */
test('everything goes into one file and comes back from it, after a look', async ({ app, page }) => {
  await sample(app, page)
  await goTo(page, 'Settings')
  const file = join(app.data, 'mine.drawbridge-backup')
  await app.dialogs({ save: file })
  await page.getByRole('button', { name: 'Back up everything…' }).click()
  await expect(page.getByText(`Everything is in ${file}`)).toBeVisible()
  expect((await readFile(file)).subarray(0, 15).toString()).toBe('SQLite format 3')
  await expect(page.getByText('daily copy')).toBeVisible()
  expect(await axe(page)).toEqual([])

  await goTo(page, /New connector/)
  await expect(page.getByRole('option')).toHaveCount(2)
  await goTo(page, 'Settings')
  await app.dialogs({ open: file })
  await page.getByRole('button', { name: 'Restore from a file…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Go back to a copy' })
  await expect(dialog.getByText('1 connector, 1 system')).toBeVisible()
  await expect(dialog.getByText('2 connectors, 2 systems')).toBeVisible()
  await expect(dialog.getByText(/kept as a copy first/)).toBeVisible()
  expect(await axe(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('option')).toHaveCount(2)

  await app.dialogs({ open: file })
  await page.getByRole('button', { name: 'Restore from a file…' }).click()
  await dialog.getByRole('button', { name: 'Replace everything' }).click()
  await expect(dialog.getByText('Everything is as it was in the copy.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByRole('option')).toHaveCount(1)
  await goTo(page, 'Settings')
  await expect(page.getByText('before a restore')).toBeVisible()

  await writeFile(file, 'no copy at all')
  await app.dialogs({ open: file })
  await page.getByRole('button', { name: 'Restore from a file…' }).click()
  await expect(dialog.getByText(/is damaged, or is no copy that Drawbridge made/)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Replace everything' })).toHaveCount(0)
})

/** SECURITY DAT-05. */
test('a damaged database is said so, and its newest good copy is one press away', async ({ app, page }) => {
  await sample(app, page)
  await expect.poll(async () => (await app.call('copies')).copies.length).toBe(1)
  await app.stop()
  const database = join(app.data, 'drawbridge.db')
  await writeFile(database, 'ruined '.repeat(2000))
  await app.start()
  await app.open()
  await expect(page.getByRole('heading', { name: 'Your connectors could not be opened' })).toBeVisible()
  await expect(page.getByText('The file that holds your connectors is damaged.')).toBeVisible()
  await expect(page.getByText('1 connector, 1 system')).toBeVisible()
  expect(await axe(page)).toEqual([])
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('button', { name: 'Open this copy' })).toBeVisible()
  await page.getByRole('button', { name: 'Start with nothing…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  expect((await readFile(database)).toString()).toContain('ruined')

  await page.getByRole('button', { name: 'Open this copy' }).click()
  await expect(page.getByRole('option', { name: /Order status/ })).toBeVisible()
  const aside = (await readdir(app.data)).filter((name) => name.startsWith('drawbridge-set-aside-') && name.endsWith('.db'))
  expect(aside).toHaveLength(1)
  expect((await readFile(join(app.data, aside[0]))).toString()).toContain('ruined')
})
