// The keys of a composer: Tab moves from field to field, a single key starts no command, and Ctrl+K
// belongs to the text.
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

const subject = (page: Page) => page.getByRole('textbox', { name: /^(Subject|Title)$/ })
const body = (page: Page) => page.getByRole('textbox', { name: 'Letter' })
const isWriting = (page: Page) => expect(page).toHaveURL(/#\/compose/)

async function goCompose(page: Page, query = ''): Promise<void> {
  await page.goto(`${world.alice.origin}/#/compose${query}`)
  await body(page).waitFor()
}

test('Tab leads from the subject to the letter, and from there to its bar', async ({ sit }) => {
  const page = await sit(world.alice)
  await goCompose(page)
  await subject(page).focus()
  await page.keyboard.press('Tab')
  await expect(body(page)).toBeFocused()
  await page.keyboard.type('Dear both, gi?')
  await expect(body(page)).toHaveText('Dear both, gi?')
  await isWriting(page)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Bold' })).toBeFocused()
  // The options follow, each a word, and then Send.
  const options = page.getByRole('group', { name: 'Options' }).getByRole('button')
  for (const word of ['Sends now', 'I’ll see who opens it', 'Options']) {
    await page.keyboard.press('Tab')
    await expect(options.filter({ hasText: word })).toBeFocused()
  }
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeFocused()
  await page.getByRole('button', { name: 'Bold' }).focus()
  await page.keyboard.press('Shift+Tab')
  await expect(body(page)).toBeFocused()
})

test('Tab leads from the subject to the letter of a reply and of a note as well @others', async ({ sit }) => {
  const ref = await world.bob.send(['--to', 'alice', '--subject', 'Dinner', '--text', 'On the 29th?'])
  await world.alice.receives(ref)
  const page = await sit(world.alice)
  for (const query of [`?reply=${ref.replace('fumikura://ref/', '')}`, '?to=self']) {
    await goCompose(page, query)
    await subject(page).focus()
    await page.keyboard.press('Tab')
    await expect(body(page)).toBeFocused()
  }
})

test('no key pressed on any control of a composer leaves it or opens anything', async ({ sit }) => {
  const page = await sit(world.alice)
  await goCompose(page, '?subject=Keys&text=Something')
  const stops = page.locator('[data-composer] :is(button, input:not([hidden]))')
  expect(await stops.count()).toBeGreaterThan(10)
  for (const stop of await stops.all()) {
    if (!(await stop.isVisible())) continue
    await stop.focus()
    if (await stop.evaluate((at) => at.matches('input[type=text]'))) continue
    for (const key of ['g', 'i', 'e', 'c', '?', '/', 'u', '#']) await page.keyboard.press(key)
  }
  await page.locator('[data-composer] .scroll').click({ position: { x: 4, y: 4 } })
  for (const key of ['g', 'i', '?']) await page.keyboard.press(key)
  await isWriting(page)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('Ctrl+K in the text makes a link and opens nothing; from a button it opens a palette that does not send', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  await goCompose(page)
  await subject(page).focus()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('k')
  await expect(subject(page)).toHaveValue('k')
  await body(page).focus()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Link' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Link' })).toBeHidden()
  await expect(body(page)).toBeFocused()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('k.example')
  await page.keyboard.press('Enter')
  await expect(body(page)).toHaveText('[k.example](https://k.example)')
  await expect(page.getByRole('listbox', { name: 'Go anywhere, do anything' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Discard' }).focus()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible()
  await expect(page.getByRole('option', { name: 'Send', exact: true })).toHaveCount(0)
})
