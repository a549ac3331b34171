// The page under a finger: the dock, swipes and long presses on rows, and pulling the list down.
import type { Locator, Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  for (const subject of ['First', 'Second', 'Third']) {
    const ref = await world.bob.send(['--to', 'alice', '--subject', subject, '--text', 'Hello'])
    await world.alice.receives(ref)
  }
})
test.afterAll(() => world.close())

const rows = (page: Page) => page.getByRole('list', { name: 'Inbox' }).getByRole('listitem')
const titles = (page: Page) => rows(page).locator('.title')

const REST_MS = 150

interface Point {
  x: number
  y: number
}

/** Moves one finger, as Playwright itself cannot. */
async function drag(page: Page, from: Point, to: Point, holdMs = 0): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints })
  const STEPS = 8
  await send('touchStart', [from])
  if (holdMs > 0) await page.waitForTimeout(holdMs)
  for (let step = 1; step <= STEPS; step++) {
    const part = step / STEPS
    await send('touchMove', [{ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }])
  }
  // A finger that lets go while it moves flings, and Chromium then ignores the next tap.
  await page.waitForTimeout(REST_MS)
  await send('touchEnd', [])
  await session.detach()
}

async function middleOf(page: Page, at: number): Promise<Point> {
  const box = (await rows(page).nth(at).boundingBox())!
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

test('the dock leads to the places of every day, and gives way to a letter', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  const dock = page.getByRole('navigation', { name: 'Main places' })
  await expect(dock.getByRole('link', { name: /^Inbox/ })).toHaveAttribute('aria-current', 'page')
  await dock.getByRole('link', { name: 'To do' }).tap()
  await expect(page).toHaveURL(/#\/todo$/)
  await dock.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Archive' }).tap()
  await expect(page).toHaveURL(/#\/archive$/)
  await dock.getByRole('link', { name: /^Inbox/ }).tap()
  await rows(page).first().getByRole('link').tap()
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  await expect(dock).toBeHidden()
  await page.getByRole('link', { name: 'Back to the list' }).tap()
  await dock.getByRole('link', { name: 'Write' }).tap()
  await expect(page.getByRole('combobox', { name: 'To' })).toBeVisible()
  await expect(dock).toBeHidden()
  await expect(page.locator('kbd:visible')).toHaveCount(0)
})

test('a swipe to the right archives, and the toast takes it back', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  await expect(titles(page)).toHaveText(['Third', 'Second', 'First'])
  const from = await middleOf(page, 1)
  await drag(page, { ...from, x: 120 }, { ...from, x: 260 })
  await expect(titles(page)).toHaveText(['Third', 'First'])
  await expect(page.getByText('Archived “Second”')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).tap()
  await expect(titles(page)).toHaveText(['Third', 'Second', 'First'])
})

test('a short swipe does nothing, and does not open the letter @others', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  await expect(rows(page)).toHaveCount(3)
  const from = await middleOf(page, 1)
  await drag(page, { ...from, x: 120 }, { ...from, x: 170 })
  await expect(page).toHaveURL(/\/#?(\/inbox)?$/)
  await expect(rows(page)).toHaveCount(3)
  await rows(page).nth(1).getByRole('link').tap()
  await expect(page.getByRole('heading', { name: 'Second' })).toBeVisible()
})

test('a swipe to the left offers the times to snooze until', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  await expect(rows(page)).toHaveCount(3)
  const from = await middleOf(page, 2)
  await drag(page, { ...from, x: 300 }, { ...from, x: 160 })
  await page.getByRole('menuitem', { name: /^Tomorrow morning/ }).tap()
  await expect(titles(page)).toHaveText(['Third', 'Second'])
  await page.getByRole('navigation', { name: 'Show' }).getByRole('link', { name: 'Snoozed' }).tap()
  await expect(page.getByRole('list', { name: 'Snoozed' }).locator('.title')).toHaveText(['First'])
})

test('a long press opens the acts of a row, and the letter stays closed', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  await expect(rows(page).first()).toBeVisible()
  const at = await middleOf(page, 0)
  await drag(page, at, at, 700)
  await expect(page.getByRole('menuitem', { name: /^Star/ })).toBeVisible()
  await expect(page).toHaveURL(/\/#?(\/inbox)?$/)
})

test('pulling the list down refreshes it', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  await expect(rows(page).first()).toBeVisible()
  const from = await middleOf(page, 0)
  await drag(page, from, { ...from, y: from.y + 220 })
  await expect(page.locator('[aria-live=polite]', { hasText: 'The list is up to date.' })).toBeAttached()
})

const stepBack = (page: Page): Promise<void> => page.evaluate(() => history.back())

/** What covers the place is visible a moment before it is a step of the history. */
async function stepBackFrom(page: Page, cover: Locator): Promise<void> {
  await expect(cover).toBeVisible()
  await expect.poll(() => page.evaluate(() => history.state as unknown)).not.toBeNull()
  await stepBack(page)
}

test('the way back closes a menu, a dialog and the drawer, and the place stays', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  await expect(rows(page).first()).toBeVisible()
  await rows(page).filter({ hasText: 'Third' }).getByRole('link').tap()
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  const place = page.url()
  const tools = page.getByRole('toolbar').first()
  await tools.getByRole('button', { name: 'More' }).tap()
  const menu = page.getByRole('menu', { name: 'More' })
  await stepBackFrom(page, menu)
  await expect(menu).toBeHidden()
  await tools.getByRole('button', { name: 'Labels' }).tap()
  const dialog = page.getByRole('dialog')
  await stepBackFrom(page, dialog)
  await expect(dialog).toHaveCount(0)
  expect(page.url()).toBe(place)
  // A dialog that was closed otherwise leaves no step behind.
  await tools.getByRole('button', { name: 'Labels' }).tap()
  await dialog.getByRole('button', { name: 'Close' }).tap()
  await expect(dialog).toHaveCount(0)
  await expect.poll(() => page.evaluate(() => history.state as unknown)).toBeNull()
  await stepBack(page)
  const dock = page.getByRole('navigation', { name: 'Main places' })
  await expect(dock).toBeVisible()
  await dock.getByRole('button', { name: 'More' }).tap()
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Archive' }).tap()
  await expect(page).toHaveURL(/#\/archive$/)
  await stepBack(page)
  await expect(page).toHaveURL(/\/#?(\/inbox)?$/)
  await expect(rows(page).filter({ hasText: 'Third' })).toBeVisible()
})

test('the page of a contact has the way back on top, and the name in one line @others', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  const { person } = await world.bob.home.get<{ person: string }>(['whoami'])
  await page.goto(`${world.alice.origin}/#/people/${person}/about`)
  const name = page.getByRole('heading', { name: 'bob', exact: true })
  await expect(name).toBeVisible()
  const { back, tab, lines } = await name.evaluate((heading) => {
    const top = (selector: string): number => document.querySelector(selector)!.getBoundingClientRect().top
    return {
      back: top('main a[href="#/people"]'),
      tab: top('main a[href$="/talk"]'),
      lines: heading.getClientRects()[0]!.height / parseFloat(getComputedStyle(heading).lineHeight),
    }
  })
  expect(back).toBeLessThan(tab)
  expect(lines).toBeLessThan(1.5)
})

test('news is archived by a swipe, and a long press opens its acts @others', async ({ sit }) => {
  const { invite } = await world.alice.run<{ invite: string }>(['invite'])
  const dana = await world.empty('dana')
  await dana.run(['new', '--name', 'dana'])
  await dana.run(['accept', invite])
  const page = await sit(world.alice, PHONE)
  const row = page.locator('.row', { hasText: 'Accepted your invitation' })
  await expect(row).toBeVisible()
  await expect(row.locator('.tools')).toHaveCount(0)
  const pointIn = async (x: number): Promise<Point> => {
    const box = (await row.boundingBox())!
    return { x, y: box.y + box.height / 2 }
  }
  await drag(page, await pointIn(200), await pointIn(200), 700)
  await expect(page.getByRole('menuitem', { name: 'Write to dana' })).toBeVisible()
  await expect(page).toHaveURL(/\/#?(\/inbox)?$/)
  await page.keyboard.press('Escape')
  await drag(page, await pointIn(300), await pointIn(160))
  await expect(row).toBeVisible()
  await drag(page, await pointIn(120), await pointIn(260))
  await expect(row).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).tap()
  await expect(row).toBeVisible()
})

test('tabs that do not fit show an arrow where they are cut @others', async ({ sit }) => {
  const page = await sit(world.alice, { ...PHONE, viewport: { width: 320, height: 640 } })
  await page.goto(`${world.alice.origin}/#/files`)
  const tabs = page.locator('.tabs')
  await expect(tabs.locator('.more.end')).toBeVisible()
  await expect(tabs.locator('.more.start')).toHaveCount(0)
  // The current tab is in view, also if another page leads to it.
  await page.goto(`${world.alice.origin}/#/files/space`)
  await expect(tabs.getByRole('link', { name: 'Space' })).toBeInViewport({ ratio: 0.9 })
  await expect(tabs.locator('.more.start')).toBeVisible()
  await expect(tabs.locator('.more.end')).toHaveCount(0)
})

test('the settings have their title beside the way back @others', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  await page.goto(`${world.alice.origin}/#/settings/theme`)
  await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Back to the list' }).tap()
  await expect(page).toHaveURL(/#\/settings$/)
})

test('a number of two digits stays on one line, in a row and in the dock @others', async ({ sit }) => {
  for (let at = 0; at < 12; at++) {
    await world.bob.run(['say', 'alice', `Line ${at}`])
    await world.bob.send(['--to', 'alice', '--subject', `Letter ${at}`, '--text', 'Hello'])
  }
  const page = await sit(world.alice, PHONE)
  const numbers = page.locator('.number')
  await expect(numbers.filter({ hasText: /^1[2-9]/ }).first()).toBeVisible()
  const heights = await numbers.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
  expect(new Set(heights)).toEqual(new Set([18]))
})

test('the font of letters is loaded after the rows, and no text waits for it', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  await expect(rows(page).first()).toBeVisible()
  const faces = (): Promise<string[]> =>
    page.evaluate(() =>
      [...document.fonts]
        .filter(({ family }) => /Fumikura Serif\W*$/.test(family))
        .map(({ display }) => display),
    )
  await expect.poll(faces).toEqual(['swap', 'swap'])
})
