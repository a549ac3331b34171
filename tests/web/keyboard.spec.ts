// The app without a mouse: the keys to every screen, the palette, the shortcut list, and the focus.
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

async function press(page: Page, keys: string): Promise<void> {
  for (const key of keys.split(' ')) await page.keyboard.press(key)
}

/** The keys, the title of the page, and the place of the rail that is marked. */
const WAYS = [
  ['t', 'To do', 'To do'],
  ['g s', 'Starred', 'Inbox'],
  ['g w', 'To do', 'To do'],
  ['g b', 'Snoozed', 'Inbox'],
  ['g t', 'Sent', 'Sent'],
  ['g h', 'Held', 'Sent'],
  ['g y', 'Scheduled', 'Sent'],
  ['g d', 'Drafts', 'Sent'],
  ['g a', 'Archive', 'Archive'],
  ['g n', 'Notes', 'Notes'],
  ['g g', 'Groups', 'Groups'],
  ['g f', 'Following', 'Following'],
  ['g k', 'Contact requests', 'People'],
  ['g p', 'People', 'People'],
  ['g x', 'Diagnostics', 'Settings'],
  ['g ,', 'Settings', 'Settings'],
  ['g i', 'Inbox', 'Inbox'],
] as const

test('sequences of two keys lead to every screen, and move the focus', async ({ sit }) => {
  const page = await sit(world.alice)
  for (const [keys, name, railed] of WAYS) {
    await press(page, keys)
    await expect(page).toHaveTitle(new RegExp(name))
    await expect(
      page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: new RegExp(`^${railed}`) }),
    ).toHaveAttribute('aria-current', 'page')
  }
})

test('the palette finds screens, people and settings, and leaves no trace when it is closed', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Sent' }).focus()
  await press(page, 'Control+k')
  const field = page.getByRole('combobox')
  await expect(field).toBeFocused()
  await page.keyboard.type('bob')
  await expect(page.getByRole('option', { name: 'Write to bob' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(field).toBeHidden()
  await expect(
    page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Sent' }),
  ).toBeFocused()

  await press(page, 'Control+k')
  await page.keyboard.type('theme')
  await press(page, 'ArrowDown ArrowDown')
  await expect(page.getByRole('option', { selected: true })).toHaveText('Theme: dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')

  await press(page, 'Control+k')
  await page.keyboard.type('requests')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/people\/requests$/)
})

test('a text that the palette does not know can be searched for @others', async ({ sit }) => {
  const page = await sit(world.alice)
  await press(page, 'Control+k')
  await page.keyboard.type('harbour drawings')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/search\?q=harbour\+drawings$/)
})

test('a question mark shows every shortcut, and Escape hides them again', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByText('Recall', { exact: true })).toBeVisible()
  await press(page, 'g t')
  await expect(page).toHaveURL(/\/#?(\/inbox)?$/)
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('single keys that are switched off do nothing, and the palette still opens', async ({ sit }) => {
  const page = await sit(world.alice)
  await press(page, 'g ,')
  await page.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck()
  await press(page, 'g t')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  await press(page, 'Control+k')
  await expect(page.getByRole('combobox')).toBeVisible()
})

test('the first Tab offers a link that skips the rail', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})

test('a whole first run works by keyboard alone @others', async ({ sit }) => {
  const page = await sit(await world.empty('gina'))
  await page.keyboard.type('Gina')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Your 24 words' })).toBeVisible()
  await press(page, 'Tab Tab')
  await expect(page.getByRole('button', { name: 'I’ll do it later' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Nothing has arrived yet' })).toBeVisible()
})
