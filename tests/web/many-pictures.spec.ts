// Ten thousand pictures. Each is shown at its position during a scroll of any speed, and keys lead
// to the first and the last.
import type { Locator } from '@playwright/test'
import { expect, test, World, type Person } from './support/index.ts'
import { haveManyPictures } from './support/many-pictures.ts'

const PICTURES = 10_000

let world: World
let alice: Person
test.beforeAll(async () => {
  world = await World.open('alice')
  alice = world.alice
})
test.afterAll(() => world.close())

/**
 * Returns the numbers of the pictures in sight that are loaded, and how many squares are in sight.
 */
function look(grid: Locator): Promise<{ numbers: number[]; squares: number }> {
  return grid.evaluate((element) => {
    const frame = element.parentElement!.getBoundingClientRect()
    const seen = [...element.querySelectorAll<HTMLElement>('[role=gridcell]')].filter((cell) => {
      const { top, bottom } = cell.getBoundingClientRect()
      return bottom > frame.top && top < frame.bottom
    })
    const loaded = seen.filter((cell) => cell.ariaBusy === null)
    return { numbers: loaded.map((cell) => Number(cell.dataset.at)), squares: seen.length }
  })
}

test('ten thousand pictures scroll to their end without a gap, and only few are drawn at a time @others', async ({
  browser,
}) => {
  const page = await browser.newPage({ viewport: { width: 1360, height: 860 }, locale: 'en-GB' })
  await haveManyPictures(page, PICTURES)
  await page.goto(await alice.link())
  await page.evaluate(() => (location.hash = '#/files'))
  const grid = page.getByRole('grid')
  await expect(page.getByText('10,000 photos')).toBeVisible()
  const seen = new Set<number>()
  for (const share of [0, 0.003, 0.006, 0.2, 0.5, 0.77, 1]) {
    await grid.evaluate((element, share) => {
      const { parentElement } = element
      parentElement!.scrollTop = share * parentElement!.scrollHeight
    }, share)
    await expect
      .poll(async () => {
        const { numbers, squares } = await look(grid)
        for (const number of numbers) seen.add(number)
        return squares > 0 && numbers.length === squares
      })
      .toBe(true)
    expect(await grid.getByRole('gridcell').count()).toBeLessThan(160)
  }
  expect([seen.has(0), seen.has(PICTURES - 1)]).toEqual([true, true])

  await grid.getByRole('gridcell').last().focus()
  await page.keyboard.press('Home')
  await expect(grid.getByRole('gridcell', { name: 'IMG_0.jpg' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(grid.getByRole('gridcell', { name: 'IMG_9999.jpg' })).toBeFocused()
  const scrubber = page.getByRole('slider', { name: 'Go to a month' })
  await scrubber.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('PageDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('rowheader', { name: 'May 2031' })).toBeInViewport()
  await expect(scrubber).toHaveAttribute('aria-valuetext', 'May 2031')

  const { x, y, width, height } = (await scrubber.boundingBox())!
  await page.mouse.move(x + width / 2, y + 5)
  await page.mouse.down()
  await page.mouse.move(x + width / 2, y + height * 0.5, { steps: 3 })
  await page.mouse.up()
  // The 10,000 pictures are of 40 months; the middle is the 20th.
  await expect(page.getByRole('rowheader', { name: 'April 2030' })).toBeAttached()
  await page.close()
})
