// Every screen under axe: WCAG 2.2 A and AA, and its best practices. English in a light, wide
// window; Japanese in a dark, narrow one.
import type { Browser, Page } from '@playwright/test'
import { goTo, makeGroup } from './support/audiences.ts'
import { faultsOf, LOOKS, settle, usual } from './support/axe.ts'
import { expect, test, World } from './support/index.ts'

let world: World
let places: string[]
/** Ids of alice’s group, of an edited note, and of a letter to the group that bob has. */
let group: string
let note: string
let posted: string

test.beforeAll(async ({ browser }) => {
  world = await World.open('alice', 'bob')
  const { alice, bob } = world
  const opened = await bob.send([
    '--to',
    'alice',
    '--subject',
    'Opened',
    '--text',
    '# Hello\n\nSome *text* and a [link](https://example.org).',
  ])
  const sealed = await bob.send(['--to', 'alice', '--subject', 'Sealed', '--text', 'Hello', '--urgent'])
  const recalled = await bob.send(['--to', 'alice', '--subject', 'Recalled', '--text', 'Hello'])
  for (const ref of [opened, sealed, recalled]) await alice.receives(ref)
  await alice.run(['read', opened])
  await bob.run(['recall', recalled])
  const sent = await alice.send(['--to', 'bob', '--subject', 'Sent', '--text', 'Hello'])
  await alice.send(['--to', 'bob', '--subject', 'Held', '--text', 'Hello', '--hold'])
  const tail = (ref: string): string => ref.replace('fumikura://ref/', '')
  const boxes = [
    'inbox',
    'todo',
    'sent',
    'sent/held',
    'sent/drafts',
    'archive',
    'inbox/starred',
    'inbox/snoozed',
    'settings/imported',
  ]
  const letters = [
    `inbox/${tail(opened)}`,
    `inbox/${tail(sealed)}`,
    `inbox/${tail(recalled)}`,
    `sent/${tail(sent)}`,
  ]
  const others = [
    'search?q=hello',
    'compose',
    'people',
    'people/requests',
    'settings/diagnostics',
    'settings',
    'unheard-of',
  ]
  group = await foundGroup(browser)
  posted = tail(await alice.send(['--to', 'Harbour', '--subject', 'Posted', '--text', 'Hello']))
  const post = tail(await alice.send(['--to', 'public', '--subject', 'Public', '--text', 'Hello']))
  note = tail(await alice.send(['--to', 'self', '--subject', 'Note', '--text', 'Hello']))
  const parts = ['', '/members', '/links', '/about', `/${posted}`].map((part) => `groups/${group}${part}`)
  const { person } = await alice.run<{ person: string }>(['whoami'])
  const shared = [
    'notes',
    `notes/${note}`,
    'following',
    `sent/${post}`,
    'follows',
    `follows/${person}`,
    'groups',
  ]
  const sheets = ['compose?to=self', 'compose?to=public', 'compose?to=Harbour']
  places = [...boxes, ...letters, ...others, ...parts, ...shared, ...sheets]
})
test.afterAll(() => world.close())

/** Makes a group in the page and returns its id. */
async function foundGroup(browser: Browser): Promise<string> {
  const page = await browser.newPage()
  await page.goto(await world.alice.link())
  await page.locator('main:not([aria-busy])').waitFor()
  await makeGroup(page, 'Harbour', ['bob'])
  const [, id = ''] = new URL(page.url()).hash.split('/').slice(1)
  await page.close()
  return id
}

/** Axe on some of the screens, in one look. */
async function look(page: Page, screens: readonly string[]): Promise<void> {
  const faults: Record<string, string[]> = {}
  for (const place of screens) {
    await page.goto(`${world.alice.origin}/#/${place}`)
    await settle(page)
    const found = await faultsOf(page)
    if (found.length > 0) faults[place] = found
  }
  expect(faults).toEqual({})
}

for (const [which, { name, ...options }] of LOOKS.entries()) {
  const isMine = (_: string, at: number): boolean => at % 2 === which

  // `npm test` has a half of the screens in each look.
  test.describe(name, () => {
    test('axe finds nothing on every second screen', async ({ sit }) =>
      look(await sit(world.alice, options), places.filter(isMine)))

    test('axe finds nothing on the other screens @others', async ({ sit }) =>
      look(
        await sit(world.alice, options),
        places.filter((place, at) => !isMine(place, at)),
      ))
  })

  test.describe(usual(name), () => {
    test('axe finds nothing in the dialogs of groups and of readers', async ({ sit }) => {
      const page = await sit(world.alice, options)
      const main = page.getByRole('main')
      const seeDialog = async (): Promise<void> => {
        await page.getByRole('dialog').waitFor()
        await settle(page)
        expect(await faultsOf(page)).toEqual([])
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'hidden' })
      }
      await goTo(page, 'groups')
      await main
        .getByRole('button', { name: /New group|新しいグループ/ })
        .first()
        .click()
      await seeDialog()
      await goTo(page, `groups/${group}/members`)
      await main.getByRole('button', { name: /Add people|メンバーを追加/ }).click()
      await seeDialog()
      await goTo(page, `groups/${group}/${posted}`)
      for (const key of ['w', 'Shift+S']) {
        await main.getByRole('article').waitFor()
        await page.keyboard.press(key)
        await seeDialog()
      }
    })

    test('axe finds nothing in the palette, the shortcut list and the first run', async ({ sit }) => {
      const page = await sit(world.alice, options)
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor()
      expect(await faultsOf(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.getByRole('combobox').waitFor({ state: 'hidden' })
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      expect(await faultsOf(page)).toEqual([])

      const empty = await world.empty(`empty-${options.colorScheme}`)
      const first = await sit(empty, options)
      expect(await faultsOf(first)).toEqual([])
      await first.locator('input').first().fill('Hana')
      await first.keyboard.press('Enter')
      await first.getByRole('list').waitFor()
      expect(await faultsOf(first)).toEqual([])
      await first.getByRole('button').last().click()
      await first.getByRole('navigation').or(first.getByRole('button').first()).first().waitFor()
      await settle(first)
      expect(await faultsOf(first)).toEqual([])
    })
  })
}
