// A phone while its home is away, through a real station: the page starts without any network, shows what
// was read with its age, and keeps nothing in clear. After it was removed it keeps nothing at all. What is
// done there meanwhile waits, and goes once.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'
import { declineLock, pairPhone, PHONE } from './support/phone.ts'
import { openStation, type Station } from './support/station.ts'

let world: World
let station: Station
let profile: string
test.beforeAll(async () => {
  profile = mkdtempSync(join(tmpdir(), 'phone-away-'))
  world = await World.open('alice', 'bob')
  station = await openStation(world)
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
  await pairPhone(phone, world)
  await declineLock(phone)
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

/** The clock of the page is ten minutes behind that of home. */
function lagBehind(): void {
  const Real = Date
  const read = (): number => Real.now() - 10 * 60_000
  globalThis.Date = new Proxy(Real, {
    construct: (_, given: [] | [number]) => (given.length === 0 ? new Real(read()) : new Real(...given)),
    get: (target, name) => (name === 'now' ? read : (Reflect.get(target, name) as unknown)),
  })
}

/** How many minutes a shown time is from now, by the clock of home. */
function minutesFromNow(words: string): number {
  const [, hours, minutes] = /(\d+):(\d\d)/.exec(words)!.map(Number)
  const now = new Date()
  const off = now.getHours() * 60 + now.getMinutes() - (hours! * 60 + minutes!)
  return Math.abs(((off + 1440 + 720) % 1440) - 720)
}

const look = (name: string): { path: string } => ({
  path: `${process.env.FUMIKURA_LOOK ?? profile}/${name}.png`,
})

test('acts wait on the phone while home is away, and each goes once @others', async ({ playwright }) => {
  const folder = mkdtempSync(join(tmpdir(), 'phone-outbox-'))
  const context = await playwright.chromium.launchPersistentContext(folder, PHONE)
  await context.addInitScript(lagBehind)
  /** While true, nothing of home reaches the page. */
  let isDeaf = false
  const cuts: (() => void)[] = []
  await context.routeWebSocket(/\/far$/, (socket) => {
    const relay = socket.connectToServer()
    relay.onMessage((message) => isDeaf || socket.send(message))
    cuts.push(() => void socket.close().catch(() => undefined))
  })
  const phone = context.pages()[0]!
  await pair(phone)
  await expect(rowOf(phone)).toBeVisible()
  await rowOf(phone).tap()
  await expect(phone.getByRole('toolbar')).toBeVisible()
  // All panes are loaded while the page is idle.
  await phone.getByRole('link', { name: 'Back to the list' }).tap()
  const dock = phone.getByRole('navigation', { name: 'Main places' })
  await dock.getByRole('link', { name: 'Write' }).tap()
  await expect(phone.getByRole('combobox', { name: 'To' })).toBeVisible()
  await phone.getByRole('link', { name: 'Back to the list' }).tap()

  await world.alice.goAway()
  const line = phone.locator('.list .far-line')
  await expect(line).toContainText(/Your computer is asleep · as of \d/)
  expect(minutesFromNow((await line.textContent())!)).toBeLessThan(5)
  await rowOf(phone).tap()
  await phone.getByRole('toolbar').getByRole('button', { name: 'More' }).tap()
  await expect(phone.getByRole('menuitem', { name: 'Move to the trash' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await phone.screenshot(look('outbox-menu'))
  await phone.keyboard.press('Escape')
  await phone.getByRole('button', { name: 'Archive' }).tap()
  await expect(rowOf(phone)).toBeHidden()

  await dock.getByRole('link', { name: 'Write' }).tap()
  await phone.getByRole('combobox', { name: 'To' }).fill('bob')
  await phone.getByRole('combobox', { name: 'To' }).press('Enter')
  await phone.getByLabel('Subject').fill('Thank you')
  await phone.getByRole('textbox', { name: 'Letter' }).fill('They have arrived.')
  await phone.screenshot(look('outbox-compose'))
  await phone.getByRole('button', { name: 'Send', exact: true }).tap()
  await expect(phone.getByRole('combobox', { name: 'To' })).toBeHidden()
  await expect(phone.getByText('On this phone. It goes when your computer answers.')).toBeVisible()

  await phone.reload()
  await expect(line).toContainText('2 waiting')
  await expect(rowOf(phone)).toBeHidden()
  await phone.screenshot(look('outbox-list'))
  await line.getByRole('link').tap()
  const waiting = phone.getByRole('region', { name: 'Waiting on this phone' })
  await expect(waiting).toContainText('They have arrived.')
  await expect(waiting).toContainText('Archived “Persimmons”')
  await phone.screenshot(look('outbox-drafts'))

  const other = await context.newPage()
  await other.goto(`${station.ready.phones}/`)
  await expect(other.locator('.list .far-line')).toContainText('2 waiting')

  await world.alice.comeBack()
  const tabs = [phone, other]
  const onItsWay = (tab: Page) => tab.getByText('“Thank you” is on its way.')
  for (const tab of tabs) await expect(tab.locator('.far-line').first()).toBeEmpty({ timeout: 60_000 })
  // One of the tabs has given it.
  const said = async (): Promise<number[]> => Promise.all(tabs.map((tab) => onItsWay(tab).count()))
  await expect.poll(async () => (await said()).toSorted()).toEqual([0, 1])
  const [giver, idle] = (await said())[0] === 1 ? [phone, other] : [other, phone]
  await expect(waiting).toBeHidden()
  const sentOf = async (subject: string): Promise<number> => {
    const all = await world.alice.run<{ subject: string }[]>(['list', '--box', 'sent'])
    return all.filter((letter) => letter.subject === subject).length
  }
  expect(await sentOf('Thank you')).toBe(1)
  const archived = await world.alice.run<{ subject: string }[]>(['list', '--box', 'archive'])
  expect(archived.map(({ subject }) => subject)).toEqual(['Persimmons'])
  await giver.getByRole('button', { name: 'Undo' }).tap()
  await expect(giver.getByLabel('Subject')).toHaveValue('Thank you')
  expect(await sentOf('Thank you')).toBe(0)
  await giver.getByLabel('Subject').fill('Thank you again')
  await expect(giver.locator('[data-saving=saved]')).toBeVisible()

  await idle.close()
  isDeaf = true
  await giver.getByRole('button', { name: 'Send', exact: true }).tap()
  await expect.poll(() => sentOf('Thank you again')).toBe(1)
  cuts.forEach((cut) => cut())
  isDeaf = false
  await expect(giver.getByText('“Thank you again” is on its way.')).toBeVisible({ timeout: 60_000 })
  expect(await sentOf('Thank you again')).toBe(1)
  expect(await world.alice.run(['drafts'])).toEqual([])
  await context.close()
  rmSync(folder, { recursive: true })
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
