// Every screen under axe: WCAG 2.2 A and AA, and its best practices. Light and wide in English, dark and narrow in Japanese.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const LOOKS = [
  {
    name: 'light and wide, in English',
    colorScheme: 'light',
    locale: 'en-GB',
    viewport: { width: 1360, height: 860 },
  },
  {
    name: 'dark and narrow, in Japanese',
    colorScheme: 'dark',
    locale: 'ja-JP',
    viewport: { width: 390, height: 844 },
  },
] as const

// A worker of its own for each, with a world of its own.
test.describe.configure({ mode: 'parallel' })

let world: World
let places: string[]

test.beforeAll(async () => {
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
  const boxes = ['inbox', 'waiting', 'sent', 'held', 'drafts', 'archive', 'starred', 'snoozed']
  const letters = [
    `inbox/${tail(opened)}`,
    `inbox/${tail(sealed)}`,
    `inbox/${tail(recalled)}`,
    `sent/${tail(sent)}`,
  ]
  const others = ['search?q=hello', 'compose', 'people', 'knocks', 'diagnostics', 'settings', 'unheard-of']
  places = [...boxes, ...letters, ...others]
})
test.afterAll(() => world.close())

async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, target }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)}`),
  )
}

/** Loaded, and with everything that fades in faded in. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('main') !== null &&
      document.querySelector('.skeleton, [aria-busy]') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  )
}

for (const { name, ...options } of LOOKS) {
  test.describe(name, () => {
    test('axe finds nothing on any screen', async ({ sit }) => {
      test.setTimeout(90_000)
      const page = await sit(world.alice, options)
      const faults: Record<string, string[]> = {}
      for (const place of places) {
        await page.goto(`${world.alice.origin}/#/${place}`)
        await settle(page)
        const found = await faultsOf(page)
        if (found.length > 0) faults[place] = found
      }
      expect(faults).toEqual({})
    })

    test('axe finds nothing over them, nor before them', async ({ sit }) => {
      const page = await sit(world.alice, options)
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor()
      expect(await faultsOf(page)).toEqual([])
      await page.keyboard.press('Escape')
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
