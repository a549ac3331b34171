// The frame around every screen: access, a restart, the layout on a phone, and the limits of the
// page.
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

/** The English words of the first screens are a quarter of it. */
const MAX_INITIAL_JS_BYTES = 150_000
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

const unreadOf = (page: Page) =>
  page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: /^Inbox/ })

test.describe('getting access', () => {
  test('the code leaves the address, and the browser is known from then on', async ({ sit }) => {
    const page = await sit(world.alice)
    expect(page.url()).not.toContain('code')
    await page.goto(world.alice.origin)
    await expect(unreadOf(page)).toBeVisible()
  })

  test('a browser without access shows how to get access', async ({ browser }) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(world.alice.origin)
    await expect(page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()
    await expect(page.getByText('fumikura open')).toBeVisible()
    // When another tab gets access, this one does too.
    const other = await context.newPage()
    await other.goto(await world.alice.link())
    await expect(unreadOf(page)).toBeVisible()
    await context.close()
  })

  test('the stores of several people are open side by side in one browser @others', async ({ sit }) => {
    const page = await sit(world.alice)
    const other = await page.context().newPage()
    await other.goto(await world.bob.link())
    await expect(
      other.getByRole('navigation', { name: 'Menu' }).getByText('bob', { exact: true }),
    ).toBeVisible()
    await page.reload()
    await expect(
      page.getByRole('navigation', { name: 'Menu' }).getByText('alice', { exact: true }),
    ).toBeVisible()
  })

  test('a browser that is signed out in another browser’s settings loses access at once', async ({ sit }) => {
    const userAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'
    const page = await sit(world.bob, { userAgent })
    const other = await sit(world.bob)
    await other.goto(`${world.bob.origin}/#/settings`)
    await other.getByRole('button', { name: 'Sign out Firefox on Windows' }).click()
    await expect(page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()
    await expect(other.getByRole('heading', { name: 'Settings' })).toBeVisible()
  })
})

test('after a restart of the engine the tab says how to open its page, and the received letters are there', async ({
  sit,
}) => {
  const page = await sit(world.bob)
  await expect(unreadOf(page)).toBeVisible()
  await world.bob.goAway('SIGKILL')
  await expect(page.getByText('Fumikura isn’t answering')).toBeVisible()
  const ref = await world.alice.send(['--to', 'bob', '--subject', 'While you were away', '--text', 'Hello'])
  const { origin } = world.bob
  await world.bob.comeBack()
  expect(world.bob.origin).not.toBe(origin)
  await expect(page.getByText('run `fumikura open`')).toBeVisible()
  await world.bob.receives(ref)
  await page.goto(await world.bob.link())
  await expect(unreadOf(page)).toContainText('1')
})

test('two tabs of one person show the same, and an arrival is announced in both @others', async ({ sit }) => {
  const page = await sit(world.alice)
  const other = await page.context().newPage()
  await other.goto(world.alice.origin)
  await expect(unreadOf(other)).toBeVisible()
  await world.bob.send(['--to', 'alice', '--subject', 'Drawings', '--text', 'Hello'])
  for (const tab of [page, other]) {
    await expect(
      tab.locator('[aria-live=polite]', { hasText: 'New letter from bob: Drawings' }),
    ).toBeAttached()
    await expect(unreadOf(tab)).toContainText('1')
    await expect(tab).toHaveTitle('(1) Inbox · Fumikura')
  }
})

test('language and theme change at once, and are remembered', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/settings`)
  await page.getByRole('radio', { name: '日本語' }).check()
  await page.getByRole('radio', { name: 'ダーク' }).check()
  await expect(page.getByRole('heading', { level: 1, name: '設定' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: '設定' })).toBeVisible()
  const look = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    ground: getComputedStyle(document.body).backgroundColor,
  }))
  expect(look).toEqual({ lang: 'ja', ground: 'rgb(22, 21, 19)' })

  // The home stores them, because after a restart the address is new, so the browser has stored
  // nothing.
  await world.alice.goAway()
  await world.alice.comeBack()
  const again = await sit(world.alice)
  await expect(again.locator('html')).toHaveAttribute('lang', 'ja')
  await expect(again.locator('html')).toHaveAttribute('data-theme', 'dark')
  await again.goto(`${world.alice.origin}/#/settings`)
  await again.getByRole('radio', { name: 'English' }).check()
})

test('on a phone there is one pane at a time, and a way back from each @others', async ({ sit }) => {
  const page = await sit(world.alice, PHONE)
  const ref = await world.bob.send(['--to', 'alice', '--subject', 'On the way', '--text', 'Hello'])
  await world.alice.receives(ref)
  await page.goto(`${world.alice.origin}/#/inbox`)
  const [list, pane] = [
    page.getByRole('region', { name: 'Inbox' }),
    page.getByRole('region', { name: 'Letters' }),
  ]
  await expect(list).toBeVisible()
  await expect(pane).toBeHidden()

  await list.getByText('On the way').click()
  await expect(pane).toBeVisible()
  await expect(list).toBeHidden()
  await page.getByRole('link', { name: 'Back to the list' }).click()
  await expect(list).toBeVisible()

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Menu' })).toBeHidden()
  const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(isWider).toBe(false)
})

test('an unknown address in the app shows a message and a way to the inbox', async ({ sit }) => {
  const page = await sit(world.alice)
  await page.goto(`${world.alice.origin}/#/unheard-of`)
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Inbox' }).click()
  await expect(page).toHaveTitle(/Inbox/)
})

test('there is one main landmark on every screen, also while it loads', async ({ sit }) => {
  const page = await sit(world.alice)
  // Delays the parts of each screen, as a slow disk does.
  const held: (() => Promise<void>)[] = []
  await page.route('**/assets/*Pane-*.js', (route) => void held.push(() => route.continue()))
  for (const place of ['settings', 'people', 'settings/diagnostics', 'compose', 'people/requests']) {
    await page.goto(`${world.alice.origin}/#/${place}`)
    await expect(page.getByRole('main')).toHaveCount(1)
    await Promise.all(held.splice(0).map((go) => go()))
    await expect(page.getByRole('main')).toHaveCount(1)
  }
})

test.describe('the page', () => {
  test('turns no text into HTML or code by accident', async ({ browser }) => {
    const page = await browser.newPage()
    await page.goto(await world.alice.link())
    const outcomes = await page.evaluate(() => {
      const attempt = (act: () => void): string => {
        try {
          act()
          return 'done'
        } catch (error) {
          return (error as Error).name
        }
      }
      const { trustedTypes } = window as never as { trustedTypes: { createPolicy(name: string): void } }
      return {
        html: attempt(() => (document.createElement('p').innerHTML = '<b>')),
        code: attempt(() => (document.createElement('script').text = '1')),
        policy: attempt(() => trustedTypes.createPolicy('other')),
      }
    })
    expect(outcomes).toEqual({ html: 'TypeError', code: 'TypeError', policy: 'TypeError' })
    await page.close()
  })

  test('the page can be installed, because its manifest and every icon in it are there', async ({
    request,
  }) => {
    const { origin } = world.alice
    const manifest = await request.get(`${origin}/manifest.webmanifest`)
    expect(manifest.headers()['content-type']).toContain('application/manifest+json')
    const { icons, start_url } = (await manifest.json()) as {
      icons: { src: string; purpose?: string }[]
      start_url: string
    }
    const types = await Promise.all(
      icons.map(
        async ({ src }) => (await request.get(new URL(src, `${origin}/`).href)).headers()['content-type'],
      ),
    )
    expect({ start_url, types, isMaskable: icons.some(({ purpose }) => purpose === 'maskable') }).toEqual({
      start_url: './',
      types: ['image/png', 'image/png', 'image/png'],
      isMaskable: true,
    })
  })

  test('needs at most 150 kB of gzipped JavaScript at its start', async ({ request }) => {
    const { origin } = world.alice
    const html = await (await request.get(`${origin}/`)).text()
    const scripts = [...html.matchAll(/(?:src|href)="\.?(\/[^"]+\.js)"/g)].map(([, path]) => path!)
    const sizes = await Promise.all(
      scripts.map(async (path) => gzipSync(await (await request.get(origin + path)).body()).byteLength),
    )
    expect(scripts.length).toBeGreaterThan(0)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MAX_INITIAL_JS_BYTES)
  })
})
