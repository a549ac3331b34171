// A mailbox in daily use: arrivals without a reload, the keys, several letters at once, and undo.
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  for (const subject of ['First', 'Second', 'Third']) {
    const ref = await world.bob.send([
      '--to',
      'alice',
      '--subject',
      subject,
      '--text',
      `The text of ${subject}.`,
    ])
    await world.alice.receives(ref)
  }
})
test.afterAll(() => world.close())

const rows = (page: Page) => page.getByRole('list', { name: 'Inbox' }).getByRole('listitem')
const titles = (page: Page) => rows(page).locator('.title')
const toast = (page: Page, text: string) => page.getByText(text, { exact: true })

test('a letter arrives without a reload, on top, sealed, and the count follows', async ({ sit }) => {
  const page = await sit(world.alice)
  await expect(titles(page)).toHaveText(['Third', 'Second', 'First'])
  await expect(
    rows(page)
      .first()
      .getByRole('link', { name: /sealed/ }),
  ).toBeVisible()
  await world.bob.send(['--to', 'alice', '--subject', 'Fourth', '--text', 'x'])
  await expect(titles(page)).toHaveText(['Fourth', 'Third', 'Second', 'First'])
  await expect(page.getByRole('link', { name: /^Inbox/ })).toContainText('4')
})

test('the keys move through the list, and a letter that is only shown stays unopened', async ({ sit }) => {
  const page = await sit(world.alice)
  await expect(rows(page)).toHaveCount(4)
  await expect(page.getByRole('heading', { name: 'Fourth' })).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  await expect(rows(page).nth(1).getByRole('link')).toHaveAttribute('aria-current', 'true')
  await page.keyboard.press('k')
  await expect(page.getByRole('heading', { name: 'Fourth' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Open the letter' })).toBeFocused()
  expect(await world.alice.run<{ state: string }[]>(['list'])).toMatchObject(
    Array(4).fill({ state: 'sealed' }),
  )
})

test('the keys lead from the rail into the list, and Enter leads into the letter', async ({ sit }) => {
  const page = await sit(world.alice)
  await expect(rows(page)).toHaveCount(4)
  await page
    .getByRole('navigation', { name: 'Menu' })
    .getByRole('link', { name: /^Inbox/ })
    .click()
  await page.keyboard.press('j')
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  await expect(rows(page).nth(1).getByRole('link')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Open the letter' })).toBeFocused()
})

test('a key of the letter that is pressed while the letter loads acts on it', async ({ sit }) => {
  const page = await sit(world.alice)
  await expect(rows(page)).toHaveCount(4)
  await page.evaluate(() => {
    const press = (key: string) =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    press('j')
    setTimeout(() => press('b'), 5)
  })
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: /^Tomorrow morning/ })).toBeVisible()
})

test('a letter is archived by its key, found in the archive, and restored by undo', async ({ sit }) => {
  const page = await sit(world.alice)
  await expect(rows(page)).toHaveCount(4)
  await expect(page.getByRole('heading', { name: 'Fourth' })).toBeVisible()
  await page.keyboard.press('e')
  await expect(titles(page)).toHaveText(['Third', 'Second', 'First'])
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  await page.getByRole('link', { name: 'Archive' }).click()
  await expect(page.getByRole('list', { name: 'Archive' }).locator('.title')).toHaveText([/Fourth/])
  await page.keyboard.press('z')
  await expect(page.getByRole('heading', { name: 'The archive is empty' })).toBeVisible()
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(rows(page)).toHaveCount(4)
})

test('Ctrl+Z undoes too, and a letter that is removed gives way to the next one @others', async ({ sit }) => {
  const page = await sit(world.alice)
  await expect(rows(page)).toHaveCount(4)
  await page.keyboard.press('j')
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  await page.keyboard.press('#')
  await expect(toast(page, 'Moved “Third” to the trash')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible()
  await expect(titles(page)).toHaveText(['Fourth', 'Second', 'First'])
  await page.keyboard.press('Control+z')
  await expect(titles(page)).toHaveText(['Fourth', 'Third', 'Second', 'First'])
  await page.keyboard.press('s')
  await expect(toast(page, 'Starred “Second”')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(toast(page, 'Starred “Second”')).toBeHidden()
  await expect(rows(page).getByLabel('Starred')).toHaveCount(0)
})

test('an opened letter counts as unread again by its key @others', async ({ sit }) => {
  const ref = await world.bob.send(['--to', 'alice', '--subject', 'Again', '--text', 'Hello'])
  await world.alice.receives(ref)
  await world.alice.run(['read', ref])
  const page = await sit(world.alice)
  const first = rows(page).first()
  await expect(first).toContainText('Again')
  await expect(first).not.toContainText('Unread')
  await first.getByRole('link').click()
  await page.keyboard.press('Shift+U')
  await expect(toast(page, 'Marked “Again” as unread')).toBeVisible()
  await expect(first).toContainText('Unread')
  await page.keyboard.press('#')
  await expect(toast(page, 'Moved “Again” to the trash')).toBeVisible()
})

test('several letters are labelled and starred at once, and the list is filtered to them', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await rows(page).nth(1).getByRole('checkbox').click()
  await rows(page)
    .nth(3)
    .getByRole('checkbox')
    .click({ modifiers: ['Shift'] })
  const bar = page.getByRole('toolbar', { name: '3 selected' })
  await bar.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: /^Labels/ }).click()
  await page.getByRole('textbox', { name: 'New label' }).fill('港')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('checkbox', { name: '港' })).toBeChecked()
  await page.keyboard.press('Escape')
  await bar.getByRole('button', { name: 'Star' }).click()
  await expect(toast(page, '3 starred.')).toBeVisible()
  await bar.getByRole('button', { name: 'Clear selection' }).click()
  await page.getByRole('button', { name: /^Sort and filter/ }).click()
  await page.getByRole('combobox', { name: 'Label' }).selectOption('港')
  await expect(titles(page)).toHaveText(['Third', 'Second', 'First'])
  await page.getByRole('checkbox', { name: 'Starred' }).check()
  await expect(rows(page).getByLabel('Starred')).toHaveCount(3)
})

test('a label lists conversations of every box, and the acts of the inbox work on them @others', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: '港' }).click()
  await expect(page.getByRole('heading', { name: '港', level: 1 })).toBeVisible()
  const labelled = page.getByRole('list', { name: '港' }).getByRole('listitem')
  await expect(labelled.locator('.title')).toHaveText(['Third', 'Second', 'First'])
  await labelled.filter({ hasText: 'Second' }).getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible()
  await page.keyboard.press('e')
  await expect(toast(page, 'Archived “Second”')).toBeVisible()
  await expect(labelled).toHaveCount(3)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible()
  await expect(labelled).toHaveCount(3)
  await page.keyboard.press('e')
  await expect(toast(page, 'Moved “Second” out of the archive')).toBeVisible()
  await labelled.filter({ hasText: 'Third' }).getByRole('checkbox').click()
  await page.keyboard.press('l')
  await page.getByRole('checkbox', { name: '港' }).uncheck()
  await page.keyboard.press('Escape')
  await expect(labelled.locator('.title')).toHaveText(['Second', 'First'])
  await page.keyboard.press('Control+z')
  await expect(labelled.locator('.title')).toHaveText(['Third', 'Second', 'First'])
})

test('a snoozed letter is in the snoozed mailbox @others', async ({ sit }) => {
  const page = await sit(world.alice)
  await rows(page).first().getByRole('link').click()
  await page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: 'Snooze' }).click()
  await page.getByRole('menuitem', { name: /^Tomorrow morning/ }).click()
  await expect(rows(page)).toHaveCount(3)
  await page.getByRole('button', { name: /^Sort and filter/ }).click()
  await page.getByRole('radio', { name: 'Snoozed' }).click()
  await expect(page.getByRole('list', { name: 'Snoozed' }).getByRole('listitem')).toContainText(['back'])
})

test('a search shows hits during typing, marks them, and opens one by keyboard', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('sec')
  await expect(page.locator('mark')).toHaveText(['Sec'])
  await page.keyboard.type('ret')
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
  await page.getByRole('searchbox').fill('second is:sealed')
  await expect(page.locator('mark')).toHaveText(['Second'])
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Open the letter' })).toBeVisible()
  await expect(page).toHaveURL(/search\/.+\?q=second/)
})

test('a row shows the beginning of a subject that is too long @others', async ({ sit }) => {
  const page = await sit(world.alice)
  const subject = 'The meeting of the committee about the new pier and the old harbour wall in December'
  await world.bob.send(['--to', 'alice', '--subject', subject, '--text', 'x'])
  const title = titles(page).filter({ hasText: subject })
  await expect(title).toBeVisible()
  const places = await title.evaluate((element) => {
    const [own, words] = [element, element.closest('.words')!].map((one) => one.getBoundingClientRect())
    return { isInLine: own!.bottom <= words!.bottom + 1 && own!.right <= words!.right + 1, width: own!.width }
  })
  expect(places).toMatchObject({ isInLine: true })
  expect(places.width).toBeGreaterThan(100)
})
