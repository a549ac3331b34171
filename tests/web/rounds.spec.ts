// Counts what the page asks of the engine for one act, and in how many rounds: on a line of 300 ms each
// round that waits for the one before is felt. A phone far from home has such a line.
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'

const ONE_WAY_MS = 150
/** The line is quiet when nothing went over it for so long. */
const QUIET_MS = 2500

interface Asked {
  call: string
  round: number
}

/** The calls of a page since `begin`, and the round of each: 1 more than of the answers before it. */
class Line {
  asked: Asked[] = []
  #answered = 0
  #rounds = new Map<number, number>()
  #lastAt = 0

  async slow(page: Page): Promise<void> {
    await page.routeWebSocket(/./, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((text) => {
        this.#send(String(text))
        setTimeout(() => server.send(text), ONE_WAY_MS)
      })
      server.onMessage((text) =>
        setTimeout(() => {
          this.#answer(String(text))
          socket.send(text)
        }, ONE_WAY_MS),
      )
    })
  }

  /** Waits for the calls of the act before, and counts anew. */
  async begin(): Promise<void> {
    await this.settle()
    this.asked = []
    this.#answered = 0
  }

  async settle(): Promise<void> {
    this.#lastAt = Date.now()
    while (Date.now() - this.#lastAt < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 50))
  }

  get rounds(): number {
    return Math.max(0, ...this.asked.map(({ round }) => round))
  }

  /** What was asked, for a test that fails. */
  get told(): string {
    return this.asked.map(({ call, round }) => `${round} ${call}`).join('\n')
  }

  #send(text: string): void {
    const frame = parse(text)
    if (typeof frame?.call !== 'string') return
    this.#lastAt = Date.now()
    const round = this.#answered + 1
    this.#rounds.set(frame.id, round)
    this.asked.push({ call: frame.call, round })
  }

  #answer(text: string): void {
    const frame = parse(text)
    if (frame === null || 'event' in frame) return
    this.#lastAt = Date.now()
    this.#answered = Math.max(this.#answered, this.#rounds.get(frame.id) ?? 0)
  }
}

function parse(text: string): { id: number; call?: string } | null {
  try {
    return JSON.parse(text) as { id: number; call?: string }
  } catch {
    return null
  }
}

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

test('an act costs the page few rounds on a long line, and nothing is asked twice @others', async ({
  sit,
}) => {
  const page = await sit(world.alice, PHONE)
  const line = new Line()
  await line.slow(page)

  await page.reload()
  const rows = page.getByRole('list', { name: 'Inbox' }).getByRole('listitem')
  await expect(rows).toHaveCount(3)
  expect(line.rounds, line.told).toBeLessThanOrEqual(2)

  await line.begin()
  await rows.first().getByRole('link').tap()
  await expect(page.getByRole('heading', { name: 'Third' })).toBeVisible()
  expect(line.rounds, line.told).toBeLessThanOrEqual(1)

  await line.begin()
  await page.getByRole('button', { name: /^Open/ }).first().tap()
  await expect(page.getByRole('article').getByText('Hello')).toBeVisible()
  // The answer shows the words. The page asks for the reply box in the same round as for the rest.
  await line.settle()
  expect(line.rounds, line.told).toBeLessThanOrEqual(2)
  expect(line.asked.length, line.told).toBeLessThanOrEqual(8)

  await page
    .getByRole('button', { name: /^Reply/ })
    .first()
    .tap()
  const reply = page.getByRole('group', { name: 'Reply' })
  const words = reply.getByRole('textbox').first()
  await words.pressSequentially('An answer')
  await line.begin()
  await words.pressSequentially(' and more')
  await line.settle()
  expect(new Set(line.asked.map(({ call }) => call)), line.told).toEqual(new Set(['drafts.save']))

  await line.begin()
  await reply.getByRole('button', { name: /^Send/ }).tap()
  await expect(page.getByRole('article').getByText('An answer and more')).toBeVisible()
  await line.settle()
  expect(line.rounds, line.told).toBeLessThanOrEqual(3)
  expect(line.asked.length, line.told).toBeLessThanOrEqual(7)
})
