// The engine ends while a tab is open, and another account of the machine takes its port. The tests
// check what the tab sends to that process and loads from it, and that none of it gives access once
// the engine runs again.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { openPageSocket, type PageSession } from '../support/door-page.ts'
import { goTo } from './support/audiences.ts'
import { expect, test, World } from './support/index.ts'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const UNSENT = 'what only alice knows'

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
})
test.afterAll(() => world.close())

interface Told {
  what: 'listening' | 'request' | 'upgrade' | 'frame' | 'relayed' | 'engine'
  told: unknown
}

class Squatter {
  readonly heard: Told[] = []
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
    createInterface({ input: child.stdout! }).on('line', (line) => this.heard.push(JSON.parse(line) as Told))
  }

  static async take(port: string, part: string, uid: number | undefined): Promise<Squatter> {
    const script = join(import.meta.dirname, 'support/squatter.mjs')
    const child = spawn(process.execPath, [script, port, part], {
      ...(uid === undefined ? {} : { uid, gid: uid }),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const squatter = new Squatter(child)
    await expect.poll(() => squatter.of('listening').length).toBe(1)
    return squatter
  }

  /** Tells a relay the port of the engine. */
  relayTo(port: string): void {
    this.#child.stdin!.write(`${port}\n`)
  }

  of(what: Told['what']): unknown[] {
    return this.heard.filter((one) => one.what === what).map(({ told }) => told)
  }

  async leave(): Promise<void> {
    const exited = once(this.#child, 'exit')
    this.#child.kill()
    await exited
  }
}

const portOf = (): string => new URL(world.alice.origin).port

for (const [who, uid] of [
  ['another account', isRoot ? NOBODY : undefined],
  ['the same account', undefined],
] as const) {
  test(`${who} that plays the engine gets no passphrase, no secret, and nothing of later value`, async ({
    sit,
  }) => {
    const page = await sit(world.alice)
    await goTo(page, 'compose')
    await page.getByRole('textbox', { name: 'Letter' }).fill('before')
    await expect(page.locator('[data-saving=saved]')).toBeVisible()
    const kept = await page.evaluate(() => localStorage.getItem('fumikura.session'))
    const { session, secret } = JSON.parse(kept!) as PageSession
    const port = portOf()
    await world.alice.goAway('SIGKILL')
    await page.getByRole('textbox', { name: 'Letter' }).fill(UNSENT)
    await expect(page.getByRole('alert').filter({ hasText: 'Not saved.' })).toBeVisible()
    const squatter = await Squatter.take(port, 'play', uid)
    // Opens a pane for the first time, whose code is not loaded yet.
    await goTo(page, 'diagnostics')
    await expect(page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()
    await expect(page.getByText('fumikura open', { exact: true })).toBeVisible()

    expect(squatter.of('frame').length).toBeGreaterThan(0)
    for (const frame of squatter.of('frame'))
      expect(JSON.parse(frame as string)).toEqual({ session, nonce: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const everything = JSON.stringify(squatter.heard)
    for (const word of [secret, UNSENT, 'authorization']) expect(everything).not.toContain(word)
    // The tab may request the icon from that port, but no script and no file.
    const asked = (squatter.of('request') as { method: string; url: string }[]).map(
      ({ method, url }) => `${method} ${url}`,
    )
    expect(asked.filter((one) => one !== 'GET /icon.svg')).toEqual([])
    expect(await page.title()).not.toContain('TAKEN OVER')

    await world.alice.comeBack()
    // What the squatter saw, and what the browser stored, is worth nothing in the next run.
    await expect(openPageSocket({ port: Number(portOf()) }, { session, secret })).rejects.toThrow(
      'the door proved nothing',
    )
    await squatter.leave()
  })
}

test('a page that another program served on the port, and its worker, do not follow the tab', async ({
  sit,
}) => {
  const page = await sit(world.alice)
  const [origin, port] = [world.alice.origin, Number(portOf())]
  await world.alice.goAway('SIGKILL')
  const squatter = await Squatter.take(String(port), 'page', isRoot ? NOBODY : undefined)
  const second = await page.context().newPage()
  await second.goto(`${origin}/`)
  const taken = (): { url: string; body: string } | undefined =>
    (squatter.of('request') as { url: string; body: string }[]).find(({ url }) => url === '/taken')
  await expect.poll(() => taken()?.body).toContain('fumikura.session')
  await second.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await squatter.leave()
  await world.alice.comeBack()

  await page.bringToFront()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page).toHaveURL(new RegExp(`^${world.alice.origin}/`))
  await expect(page.getByRole('navigation', { name: 'Menu' })).toBeVisible()
  // A pane whose code was not loaded yet.
  await goTo(page, 'diagnostics')
  await expect(page.getByRole('heading', { name: 'Diagnostics' })).toBeVisible()
  const stolen = JSON.parse(
    (JSON.parse(taken()!.body) as Record<string, string>)['fumikura.session']!,
  ) as PageSession
  for (const at of [port, Number(portOf())])
    await expect(openPageSocket({ port: at }, stolen)).rejects.toThrow('the door proved nothing')
  const next = await page.context().newPage()
  await next.goto(`${world.alice.origin}/`)
  await expect(next.getByRole('navigation').first()).toBeVisible()
})

test('a relay that passes every frame to the engine’s new port is detected by the page', async ({ sit }) => {
  const page = await sit(world.bob)
  const port = new URL(world.bob.origin).port
  await page.goto(`${world.bob.origin}/#/inbox`)
  await world.bob.goAway('SIGKILL')
  // The relay runs under the same account, so only the proofs can stop it.
  const squatter = await Squatter.take(port, 'relay', undefined)
  await world.bob.comeBack()
  squatter.relayTo(new URL(world.bob.origin).port)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => squatter.of('relayed').length).toBeGreaterThan(0)
  await expect(page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()
  for (const frame of squatter.of('frame'))
    expect(Object.keys(JSON.parse(frame as string) as object)).toEqual(['session', 'nonce'])
  await squatter.leave()
})
