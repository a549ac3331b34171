// ui: the page's size, its time to be usable, and how it scrolls over many letters and pictures, in
// Chromium.
// The built program serves it as usual; the limit is a page without scripts in the same browser.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { findChromium } from '../../tests/web/support/chromium.ts'
import type { Bench, Row, Setting } from '../bench.ts'
import { summarize, writeCount } from '../figures.ts'
import { findPictureHome } from '../homes/picture-home.ts'
import { plainPage } from '../rivals/plain-page.ts'
import { repeat, alternate } from '../rounds.ts'
import { findFullHome } from './scale.ts'
import { measureConversations } from './conversation.ts'
import { findThreadsHome } from './threads.ts'
import { measureTyping } from './typing.ts'

const JAVASCRIPT_BYTES = 150_000
const USABLE_MS = 1200
const LIST = '[role=list][aria-label]'
/** The element in which the grid of pictures scrolls. */
const GRID = ':has(> [role=grid])'
/** The distance per frame, in px, which is a quick flick. */
const STEP_PX = 120
const FRAMES = 240
const QUICK_FRAMES = 60
/** Two frames at 60 per second. */
const LONG_FRAME_MS = 34
const EDITOR_MS = 150
const VIEWPORT = { width: 1360, height: 860 }

export const ui: Bench = {
  name: 'ui',
  about:
    'The page in Chromium: its JavaScript, the time until the inbox can be used, and frames while it scrolls.',
  async run(setting) {
    const letters = setting.letters ?? (setting.isQuick ? 1000 : 100_000)
    const homeDir = await findFullHome(setting, letters)
    const engine = await startEngine(setting, homeDir)
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-gpu'],
    })
    setting.atEnd(() => browser.close())
    const door = await signIn(browser, engine.url)
    const rounds = setting.isQuick ? 1 : 4
    const frames = setting.isQuick ? QUICK_FRAMES : FRAMES
    const usable = summarize(await repeat(rounds + 1, () => timeUsable(browser, door)))
    setting.say('writing')
    const openings = await repeat(rounds + 1, () => timeEditor(browser, door))
    const typing = await measureTyping(setting, browser, () => openWriting(browser, door))
    setting.say('opening conversations')
    const talking = await startEngine(setting, await findThreadsHome(setting, letters))
    const talkingDoor = await signIn(browser, talking.url)
    const conversations = await measureConversations(() => openIdleInbox(browser, talkingDoor), rounds + 1)
    setting.say('scrolling')
    const [own, plain] = await alternate(
      [
        { what: 'the inbox', round: () => scrollInbox(browser, door, frames) },
        { what: 'a page of plain rows', round: () => scrollPlain(browser, frames) },
      ],
      rounds,
    )
    setting.say('scrolling pictures')
    const pictures = setting.isQuick ? 1000 : 10_000
    const gallery = await startEngine(setting, await findPictureHome(setting, pictures))
    const pictureDoor = await signIn(browser, gallery.url)
    const [overPictures] = await alternate(
      [{ what: 'pictures', round: () => scrollPictures(browser, pictureDoor, frames) }],
      rounds,
    )
    const bytes = weighScripts(setting)
    const one = (value: number) => summarize([value])
    const opening = summarize(openings)
    const holds = bytes < JAVASCRIPT_BYTES
    const long = (frames: number[]): number =>
      (frames.filter((ms) => ms > LONG_FRAME_MS).length / frames.length) * 100
    const rival = (value: number[]) => ({ what: 'plain rows', ...summarize(value) })
    const rows: Row[] = [
      {
        what: 'initial JavaScript, gzip',
        unit: 'bytes',
        own: one(bytes),
        rival: null,
        aim: { text: 'under 150 kB', holds },
      },
      {
        what: 'page load to first rows',
        unit: 'ms',
        own: usable,
        rival: null,
        aim: { text: `at most ${USABLE_MS}`, holds: usable.median <= USABLE_MS },
      },
      {
        what: 'from the press on Write to the editor',
        unit: 'ms',
        own: opening,
        rival: null,
        aim: { text: `at most ${EDITOR_MS}`, holds: opening.median <= EDITOR_MS },
      },
      ...typing,
      ...conversations,
      { what: 'a frame while scrolling', unit: 'ms', own: summarize(own!), rival: rival(plain!), aim: null },
      {
        what: `frames over ${LONG_FRAME_MS} ms`,
        unit: '%',
        own: one(long(own!)),
        rival: rival([long(plain!)]),
        aim: null,
      },
      {
        what: `a frame while scrolling ${writeCount(pictures)} pictures`,
        unit: 'ms',
        own: summarize(overPictures!),
        rival: rival(plain!),
        aim: null,
      },
      {
        what: `frames over ${LONG_FRAME_MS} ms, pictures`,
        unit: '%',
        own: one(long(overPictures!)),
        rival: rival([long(plain!)]),
        aim: null,
      },
    ]
    return {
      rows,
      notes: [
        `${writeCount(letters)} letters in the inbox; ${frames} frames, ${STEP_PX} px at each, from the top down. Chromium has no GPU here: it draws with the CPU that the engine uses too.`,
        'The browser says when a key was shown, in steps of 8 ms; less than 16 ms counts as 16. Keys come every 33 ms, as from a held key.',
        'Initial JavaScript is every script that index.html names, and each is pressed alone, as a server would.',
      ],
    }
  },
}

async function startEngine({ projectDir, atEnd }: Setting, homeDir: string): Promise<{ url: string }> {
  const words = ['up', '--no-open', '--json', '--lan', 'off', '--bootstrap', '127.0.0.1:1', '--home', homeDir]
  const child = spawn(process.execPath, [join(projectDir, 'bin/fumikura.js'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  atEnd(async () => {
    child.kill()
    await gone
  })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await Promise.race([once(lines, 'line'), gone])) as [unknown]
  if (typeof line !== 'string') throw new Error('the engine ended')
  return JSON.parse(line) as { url: string }
}

/** An engine's page, and the cookie of a browser that has used the link to it. */
interface Door {
  address: string
  state: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** The link of an engine works once, and each measured page has a context of its own. */
async function signIn(browser: Browser, link: string): Promise<Door> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  await page.locator('main:not([aria-busy])').waitFor()
  const door = { address: new URL('/', page.url()).href, state: await context.storageState() }
  await context.close()
  return door
}

/** Returns the compressed size of every script that the page loads before it runs. */
function weighScripts({ projectDir }: Setting): number {
  const pageDir = join(projectDir, 'out/renderer')
  const html = readFileSync(join(pageDir, 'index.html'), 'utf8')
  const names = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, name]) => name!)
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(pageDir, name))).byteLength, 0)
}

async function openInbox(browser: Browser, door: Door): Promise<Page> {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB', storageState: door.state })
  const page = await context.newPage()
  await page.goto(door.address)
  await page.locator(`${LIST} [role=listitem]`).first().waitFor()
  return page
}

/** Uses a new browser context without a cache. */
async function timeUsable(browser: Browser, door: Door): Promise<number> {
  const startedAt = performance.now()
  const page = await openInbox(browser, door)
  const ms = performance.now() - startedAt
  await page.context().close()
  return ms
}

/** The page has loaded its panes while it was idle, as after some seconds of reading. */
async function openIdleInbox(browser: Browser, door: Door): Promise<Page> {
  const page = await openInbox(browser, door)
  await page.waitForLoadState('networkidle')
  return page
}

async function timeEditor(browser: Browser, door: Door): Promise<number> {
  const page = await openIdleInbox(browser, door)
  const ms = await page.evaluate(openEditorInPage)
  await page.context().close()
  return ms
}

/** Runs in the page. Resolves in the first frame in which the editor can be typed in. */
function openEditorInPage(): Promise<number> {
  const startedAt = performance.now()
  document.querySelector<HTMLElement>('nav a[href*="#/compose"]')!.click()
  return new Promise((resolve) => {
    const look = (): void => {
      const field = document.querySelector('[data-composer] .text')?.shadowRoot?.querySelector('.cm-content')
      if (field instanceof HTMLElement && field.offsetHeight > 0) resolve(performance.now() - startedAt)
      else requestAnimationFrame(look)
    }
    look()
  })
}

/** The text of a letter, in the shadow root of the editor. */
const TEXT = '.cm-content'

async function openWriting(browser: Browser, door: Door): Promise<{ page: Page; text: string }> {
  const page = await openIdleInbox(browser, door)
  await page.evaluate(openEditorInPage)
  return { page, text: TEXT }
}

async function scrollInbox(browser: Browser, door: Door, frames: number): Promise<number[]> {
  const page = await openInbox(browser, door)
  return scroll(page, LIST, frames)
}

async function scrollPictures(browser: Browser, door: Door, frames: number): Promise<number[]> {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB', storageState: door.state })
  const page = await context.newPage()
  await page.goto(door.address)
  await page.locator('main:not([aria-busy])').waitFor()
  await page.evaluate(() => (location.hash = '#/files'))
  await page.locator(`${GRID} img`).first().waitFor()
  return scroll(page, GRID, frames)
}

async function scrollPlain(browser: Browser, frames: number): Promise<number[]> {
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.setContent(plainPage())
  return scroll(page, 'ul', frames)
}

/** Milliseconds from frame to frame. */
async function scroll(page: Page, list: string, count: number): Promise<number[]> {
  const frames = await page.evaluate(scrollInPage, { list, frames: count, stepPx: STEP_PX })
  await page.context().close()
  return frames
}

/** Runs in the page. */
function scrollInPage(order: { list: string; frames: number; stepPx: number }): Promise<number[]> {
  const list = document.querySelector(order.list)!
  return new Promise((resolve) => {
    const times: number[] = []
    let last: number | null = null
    const step = (now: number): void => {
      if (last !== null) times.push(now - last)
      last = now
      if (times.length === order.frames) return resolve(times)
      list.scrollBy({ top: order.stepPx, behavior: 'instant' })
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
}
