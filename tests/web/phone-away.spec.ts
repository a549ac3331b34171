// A phone while its home is away, through a real station: the page starts without any network, shows what
// was read with its age, and keeps nothing in clear. After it was removed it keeps nothing at all.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Runner } from '../processes/fumikura.ts'
import { expect, test, World } from './support/index.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let world: World
let station: Runner<{ link: string; phones: string }>
let profile: string
test.beforeAll(async () => {
  profile = mkdtempSync(join(tmpdir(), 'phone-away-'))
  world = await World.open('alice', 'bob')
  const { dir } = world.place.home('station')
  const options = ['--home', dir, '--lan', 'off', '--bootstrap', world.place.bootstrap!]
  station = await Runner.start(['station', 'up', '--name', 'Cellar', '--web', '127.0.0.1:0', ...options])
  await world.alice.run(['stations', 'add', station.ready.link])
  const letter = ['--to', 'alice', '--subject', 'Persimmons', '--text', 'Two boxes are on their way.']
  await world.alice.receives(await world.bob.send(letter))
})
test.afterAll(async () => {
  await station.end('SIGKILL')
  await world.close()
  rmSync(profile, { recursive: true })
})

const rowOf = (page: Page) =>
  page.getByRole('list', { name: 'Inbox' }).getByRole('link', { name: /Persimmons/ })

async function pair(phone: Page): Promise<void> {
  await world.alice.run(['phone', 'door', '--on', 'Cellar'])
  const { link } = await world.alice.run<{ link: string }>(['phone', 'add'])
  await phone.goto(link)
  const digits = phone.locator('.digits [aria-hidden]')
  await expect(digits).toBeVisible()
  await world.alice.run(['phone', 'confirm', (await digits.textContent())!])
  await phone.getByRole('button', { name: 'Go to the inbox' }).tap()
}

/** How many rows, files of the page, settings and workers the origin has. */
const kept = (page: Page): Promise<number[]> =>
  page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(new Error(request.error?.message))
      })
    let rows = 0
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name!))
      const stores = [...database.objectStoreNames]
      for (const store of stores)
        rows += await settled(database.transaction(store).objectStore(store).count())
      database.close()
    }
    let files = 0
    for (const name of await caches.keys()) files += (await (await caches.open(name)).keys()).length
    const workers = await navigator.serviceWorker.getRegistrations()
    return [rows, files, localStorage.length, workers.length]
  })

test('a phone opens to its list without home and without a network @others', async ({ playwright }) => {
  const context = await playwright.chromium.launchPersistentContext(profile, PHONE)
  const phone = context.pages()[0]!
  await pair(phone)
  await rowOf(phone).tap()
  await phone.getByRole('button', { name: 'Open the letter' }).tap()
  const words = phone.getByRole('article').getByText('Two boxes are on their way.')
  await expect(words).toBeVisible()
  await phone.getByRole('link', { name: 'Back to the list' }).tap()
  await expect(rowOf(phone)).toBeVisible()
  await expect.poll(() => phone.evaluate(() => caches.keys())).toHaveLength(2)

  await world.alice.goAway()
  await phone.goto('about:blank')
  await phone.goto(`${station.ready.phones}/`)
  const line = phone.locator('.list .far-line')
  const lineOfLetter = phone.locator('.pane .far-line')
  await expect(line).toContainText(/Your computer is asleep · as of \d/)
  await rowOf(phone).tap()
  await expect(words).toBeVisible()
  await expect(lineOfLetter).toContainText(/Your computer is asleep · as of \d/)
  await phone.screenshot({ path: `${process.env.FUMIKURA_LOOK ?? profile}/away-letter.png` })

  await context.setOffline(true)
  await phone.goto('about:blank')
  await phone.goto(`${station.ready.phones}/`)
  await expect(rowOf(phone)).toBeVisible()
  await expect(line).toContainText(/No connection · as of \d/)
  await phone.screenshot({ path: `${process.env.FUMIKURA_LOOK ?? profile}/away-list.png` })
  await context.setOffline(false)

  await world.alice.comeBack()
  await expect(line).toBeEmpty({ timeout: 60_000 })
  await context.close()
  const found = ['Persimmons', 'boxes are on'].map((text) => findIn(profile, text))
  expect(found).toEqual([[], []])

  const again = await playwright.chromium.launchPersistentContext(profile, PHONE)
  const [page, other] = [again.pages()[0]!, await again.newPage()]
  for (const tab of [page, other]) {
    await tab.goto(`${station.ready.phones}/`)
    await expect(rowOf(tab)).toBeVisible()
  }
  await page.evaluate(() => localStorage.setItem('kept', 'by the page'))
  expect((await kept(page)).every((count) => count > 0)).toBe(true)
  const [{ phone: id }] = await world.alice.run<[{ phone: string }]>(['phone', 'list'])
  await world.alice.run(['phone', 'revoke', id])
  for (const tab of [page, other]) {
    await expect(tab.getByText('This phone was removed at your computer.')).toBeVisible()
    await expect.poll(() => kept(tab)).toEqual([0, 0, 0, 0])
  }
  await again.close()
})

/** The files that have the text, in the two ways in which Chromium writes texts. */
function findIn(folder: string, text: string): string[] {
  return (['utf8', 'utf16le'] as const).flatMap((encoding) => {
    const pattern = [...Buffer.from(text, encoding)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    try {
      return execFileSync('grep', ['-rlaP', pattern.join(''), folder])
        .toString()
        .trim()
        .split('\n')
    } catch {
      return []
    }
  })
}
