// The time from the press on a row to the conversation in its pane, in Chromium. Part of ui.
import type { Page } from '@playwright/test'
import type { Row } from '../bench.ts'
import { summarize } from '../figures.ts'
import { LONG, LONG_MS, SHORT, SHORT_MS, under } from './threads.ts'
import { repeat } from '../rounds.ts'

/** `open` gives a page with an inbox that has both conversations among its first rows. */
export async function measureConversations(open: () => Promise<Page>, times: number): Promise<Row[]> {
  const rows: Row[] = []
  for (const [count, other, ms] of [
    [SHORT, LONG, SHORT_MS],
    [LONG, SHORT, LONG_MS],
  ] as const) {
    const own = summarize(await repeat(times, () => timeOpening(open, { count, other })))
    const what = `from the press on a conversation of ${count} to its letters`
    rows.push({ what, unit: 'ms', own, rival: null, aim: under(own, ms) })
  }
  return rows
}

async function timeOpening(
  open: () => Promise<Page>,
  order: { count: number; other: number },
): Promise<number> {
  const page = await open()
  const ms = await page.evaluate(openInPage, order)
  await page.context().close()
  return ms
}

/**
 * Runs in the page. Shows the other conversation first, because an inbox begins with its first row
 * shown. Resolves in the first frame after the one that has the latest letters and the line for the
 * earlier ones.
 */
async function openInPage({ count, other }: { count: number; other: number }): Promise<number> {
  const listShown = (): string[] =>
    [...document.querySelectorAll<HTMLElement>('[data-letter]')]
      .filter(({ offsetHeight }) => offsetHeight > 0)
      .map(({ dataset }) => dataset.letter!)
  const show = (letters: number): Promise<number> => {
    const rows = [...document.querySelectorAll<HTMLElement>('[role=listitem] a')]
    const row = rows.find((one) => one.querySelector('.count [aria-hidden]')?.textContent === `${letters}`)
    if (row === undefined) throw new Error(`no row of ${letters} letters`)
    const before = listShown()
    const isShown = row.getAttribute('aria-current') === 'true'
    const startedAt = performance.now()
    row.click()
    return new Promise((resolve) => {
      const look = (): void => {
        const after = listShown()
        const isNew = isShown || (after.length >= 2 && after.every((ref) => !before.includes(ref)))
        requestAnimationFrame(isNew ? () => resolve(performance.now() - startedAt) : look)
      }
      look()
    })
  }
  await show(other)
  return show(count)
}
