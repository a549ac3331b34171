// What a phone shows while it is paired, and why it was not. The home is played; the front, the tunnel
// and the page are real. phone-far.spec.ts has the whole way once.
import type { BrowserContext, Page } from '@playwright/test'
import { faultsOf, LOOKS } from './support/axe.ts'
import { expect, test } from './support/index.ts'
import { MadeUpHome } from './support/made-up-home.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 Version/18.4 Mobile/15E148 Safari/604.1'

let home: MadeUpHome
let context: BrowserContext
test.beforeAll(async () => (home = await MadeUpHome.open()))
test.afterAll(() => home.close())
test.afterEach(() => context.close())

const heading = (page: Page) => page.getByRole('heading', { level: 1 })
const shownDigits = async (page: Page): Promise<string> =>
  (await page.locator('.digits [aria-hidden]').textContent())!.replace(' ', '')

test('a phone is told why it was not paired, and what to do @others', async ({ browser }) => {
  context = await browser.newContext(PHONE)
  const page = await context.newPage()
  for (const [mood, verdict, words] of [
    ['pair', { refused: 'used' }, /Another device used this link first/],
    ['pair', { refused: 'wrong' }, /Those weren’t the digits/],
    ['pair', { refused: 'over' }, /no longer valid/],
    ['pair', null, /cancelled at your computer/],
    ['unknown', null, /no longer valid/],
    ['update', null, /too old for your computer/],
    ['absent', null, /Your computer doesn’t answer/],
  ] as const) {
    home.mood = mood
    await page.goto(home.link)
    if (mood === 'pair') {
      await expect(heading(page)).toHaveText('Type this at your computer')
      expect(await shownDigits(page)).toBe(home.digits)
      if (verdict === null) home.cut()
      else home.say(verdict)
    }
    await expect(page.getByText(words)).toBeVisible()
  }
  home.mood = 'pair'
  await page.getByRole('button', { name: 'Try again' }).tap()
  await expect(heading(page)).toHaveText('Type this at your computer')
  expect(home.names.at(-1)).toBe('Linux')
})

test('a removed phone keeps nothing, in any of its tabs @others', async ({ browser }) => {
  context = await browser.newContext(PHONE)
  const [page, other] = [await context.newPage(), await context.newPage()]
  home.mood = 'pair'
  await page.goto(home.link)
  expect(new URL(page.url()).hash).toBe('')
  await expect(page.locator('.digits')).toBeVisible()
  await expect(page.getByText(`This page comes from ${new URL(home.origin).host}.`)).toBeVisible()
  home.say({ phone: 'p', name: 'Kim’s phone', rights: 'read', home: 'Kim' })
  await expect(page.getByText('Here you can read and answer.')).toBeVisible()
  const kept = () =>
    page.evaluate(
      () =>
        new Promise<{ keys: number; isExtractable: boolean | null }>((resolve) => {
          const opening = indexedDB.open('fumikura.far', 1)
          opening.onupgradeneeded = () => opening.result.createObjectStore('home')
          opening.onsuccess = () => {
            const all = opening.result.transaction('home').objectStore('home').getAll()
            all.onsuccess = () => {
              opening.result.close()
              const [first] = all.result as { key: { privateKey: CryptoKey } }[]
              resolve({ keys: all.result.length, isExtractable: first?.key.privateKey.extractable ?? null })
            }
          }
        }),
    )
  expect(await kept()).toEqual({ keys: 1, isExtractable: false })
  home.mood = 'absent'
  await other.goto(home.origin)
  await expect(other.getByText(/asleep or off/)).toBeVisible()
  home.mood = 'revoked'
  await page.getByRole('button', { name: 'Go to the inbox' }).tap()
  home.cut()
  for (const tab of [page, other]) await expect(tab.getByText(/was removed at your computer/)).toBeVisible()
  expect(await kept()).toEqual({ keys: 0, isExtractable: null })
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
})

test('an iPhone is led to its home screen first, and the tab can be used @others', async ({ browser }) => {
  context = await browser.newContext({ ...PHONE, userAgent: IPHONE })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  home.mood = 'pair'
  await page.goto(home.link)
  await expect(heading(page)).toHaveText('First put it on the home screen')
  await page.getByRole('button', { name: 'Copy the link' }).tap()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  // The icon opens the page without the link.
  await page.goto(home.origin)
  await page.getByRole('button', { name: 'Paste' }).tap()
  await expect(heading(page)).toHaveText('Type this at your computer')
  expect(home.names.at(-1)).toBe('iOS')
  await page.goto(home.link)
  await page.getByRole('button', { name: 'Use this tab instead' }).tap()
  await expect(page.locator('.digits')).toBeVisible()
})

for (const { name, ...look } of LOOKS)
  test(`the screens of the pairing pass axe: ${name} @others`, async ({ browser }) => {
    context = await browser.newContext(look)
    const page = await context.newPage()
    home.mood = 'pair'
    await page.goto(home.origin)
    await expect(page.getByRole('textbox')).toBeVisible()
    const faults = await faultsOf(page)
    await page.goto(home.link)
    await expect(page.locator('.digits')).toBeVisible()
    faults.push(...(await faultsOf(page)))
    home.say({ refused: 'used' })
    await expect(page.getByRole('textbox')).toBeVisible()
    faults.push(...(await faultsOf(page)))
    expect(faults).toEqual([])
  })
