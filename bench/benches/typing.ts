// typing: keys in a long letter. A part of `ui`, because it uses the same browser.
// A key comes as often as a held one repeats. The browser itself says when the frame with the key
// was shown; a timer in the page would also measure the keys that follow.
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { build } from 'vite'
import type { Row, Setting } from '../bench.ts'
import { summarize, writeCount } from '../figures.ts'
import { pause } from '../rounds.ts'

const LETTER_CHARS = 20_000
const LINE = 'A line with **bold** words, *italics* and [a link](https://example.org/page).\n\n- an item\n\n'
const LETTER = LINE.repeat(Math.ceil(LETTER_CHARS / LINE.length))
const KEYS = 200
const QUICK_KEYS = 40
const EACH_MS = 33
const AIM_MS = 32
/** The browser reports no shorter time, and counts in steps of 8 ms. */
const SHORTEST_MS = 16
/** Scripts are compiled during the first keys of a page. */
const FIRST_KEYS = 20
const VIEWPORT = { width: 1360, height: 860 }
const FIELD_STYLE = 'inline-size: 700px; block-size: 700px; overflow: auto; font: 18px serif'

/** Milliseconds for each key. */
interface Typed {
  /** Until the frame with the key is shown. */
  shown: number[]
  /** On the processor, in the page's own thread. A mean over all keys. */
  busy: number
}

/** `openWriting` returns a page with an empty letter, whose text has this selector. */
export async function measureTyping(
  setting: Setting,
  browser: Browser,
  openWriting: () => Promise<{ page: Page; text: string }>,
): Promise<Row[]> {
  const keys = setting.isQuick ? QUICK_KEYS : KEYS
  const { page, text } = await openWriting()
  await page.locator(text).fill(LETTER)
  const own = await type(page, keys)
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.context().close()
  const rivals = [
    { what: 'a bare CodeMirror', ...(await typeBare(setting, browser, keys)) },
    { what: 'a plain field', ...(await typePlain(browser, keys)) },
  ]
  const letter = `a key in a letter of ${writeCount(LETTER_CHARS)} characters`
  const shown = summarize(own.shown)
  return rivals.flatMap((rival): Row[] => [
    {
      what: `${letter}, until it is shown`,
      unit: 'ms',
      own: shown,
      rival: { what: rival.what, ...summarize(rival.shown) },
      aim: { text: `p95 at most ${AIM_MS}`, holds: shown.p95 <= AIM_MS },
    },
    {
      what: `${letter}, processor time of the page`,
      unit: 'ms',
      own: summarize([own.busy]),
      rival: { what: rival.what, ...summarize([rival.busy]) },
      aim: null,
    },
  ])
}

/** Types at the end of the text that has the focus. */
async function type(page: Page, count: number): Promise<Typed> {
  const session = await page.context().newCDPSession(page)
  // The time of the thread, which other programs do not lengthen.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const readBusyMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  }
  await press(page, FIRST_KEYS)
  await page.evaluate(watchKeysInPage)
  const busyBefore = await readBusyMs()
  await press(page, count)
  const busy = ((await readBusyMs()) - busyBefore) / count
  const longer = await page.evaluate(() => (window as unknown as { keyTimes: number[] }).keyTimes)
  const shorter = Array.from({ length: count - longer.length }, () => SHORTEST_MS)
  return { shown: [...longer, ...shorter], busy }
}

async function press(page: Page, count: number): Promise<void> {
  for (let key = 0; key < count; key++) {
    const nextAt = performance.now() + EACH_MS
    await page.keyboard.press('abcdefgh '[key % 9]!)
    await pause(Math.max(0, nextAt - performance.now()))
  }
  await pause(EACH_MS)
}

/** Runs in the page. */
function watchKeysInPage(): void {
  const times: number[] = []
  ;(window as unknown as { keyTimes: number[] }).keyTimes = times
  const durationThreshold = 16
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'keydown') times.push(duration)
  }).observe({ type: 'event', durationThreshold } as PerformanceObserverInit)
}

async function typeBare({ projectDir, folder }: Setting, browser: Browser, count: number): Promise<Typed> {
  const name = 'bareEditor'
  await build({
    root: projectDir,
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: false,
      lib: { entry: 'bench/rivals/bare-editor.ts', formats: ['iife'], name, fileName: () => `${name}.js` },
    },
  })
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.setContent(`<div style="${FIELD_STYLE}"></div>`)
  await page.addScriptTag({ path: join(folder, `${name}.js`) })
  await page.evaluate(`${name}.openBareEditor(document.querySelector('div'), ${JSON.stringify(LETTER)})`)
  return typeAndClose(page, count)
}

async function typePlain(browser: Browser, count: number): Promise<Typed> {
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.setContent(`<textarea style="${FIELD_STYLE}"></textarea>`)
  await page.locator('textarea').fill(LETTER)
  return typeAndClose(page, count)
}

async function typeAndClose(page: Page, count: number): Promise<Typed> {
  const typed = await type(page, count)
  await page.context().close()
  return typed
}
