// Every screen on phones of several sizes: nothing is covered or too small for a thumb, no field makes
// the phone zoom, and axe finds nothing.
import type { Page } from '@playwright/test'
import { expect, test, World } from './support/index.ts'
import { faultsOf, settle } from './support/axe.ts'

const SIZES = [
  { name: 'usual', width: 390, height: 844, insets: { top: 47, bottom: 34 }, text: 1 },
  { name: 'small', width: 360, height: 640, insets: {}, text: 1 },
  { name: 'turned', width: 844, height: 390, insets: { left: 47, right: 47, bottom: 21 }, text: 1 },
  { name: 'with letters of twice the size', width: 390, height: 844, insets: {}, text: 2 },
]
const PLACES = ['inbox', 'todo', 'sent', 'compose', 'search', 'people', 'groups', 'files', 'settings']

let world: World
test.beforeAll(async () => {
  world = await World.open('alice', 'bob')
  for (const subject of ['First', 'Second']) {
    const ref = await world.bob.send(['--to', 'alice', '--subject', subject, '--text', 'Hello'])
    await world.alice.receives(ref)
  }
})
test.afterAll(() => world.close())

/** Returns what is wrong with the controls and fields that are in sight. */
function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const THUMB_PX = 44
    const style = getComputedStyle(document.body)
    const covered = (side: string): number => Number.parseFloat(style.getPropertyValue(`padding-${side}`))
    const nameOf = (one: Element): string =>
      `${one.localName}.${one.getAttribute('class') ?? ''} ${one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 30)}`
    const found: string[] = []
    const controls = document.querySelectorAll('button, a[href], input, select, textarea, [role=combobox]')
    for (const one of controls) {
      // A link in a sentence is as high as its line.
      if (one.matches('p a, p button, .as-link, :disabled') || one.closest('.heard') !== null) continue
      if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      // A box to tick is pressed by its label as well.
      const label = one.matches('[type=checkbox], [type=radio]')
        ? (one as HTMLInputElement).labels?.[0]
        : null
      const whole = one.closest('label, a, button') ?? one
      const isPart = (hit: Element | null): boolean =>
        hit !== null && (whole.contains(hit) || label?.contains(hit) === true)
      const { x, y, width, height } = (label ?? one).getBoundingClientRect()
      const [middle, centre] = [x + width / 2, y + height / 2]
      const isIn = middle > 0 && middle < innerWidth && centre > 0 && centre < innerHeight
      if (width < 2 || !isIn || !isPart(document.elementFromPoint(middle, centre))) continue
      if (one.matches('input, textarea, select') && Number.parseFloat(getComputedStyle(one).fontSize) < 16)
        found.push(`small letters: ${nameOf(one)}`)
      const reach = THUMB_PX / 2 - 0.5
      const isHit = (dx: number, dy: number): boolean =>
        isPart(document.elementFromPoint(middle + dx, centre + dy))
      if (width < THUMB_PX && !(isHit(-reach, 0) && isHit(reach, 0)))
        found.push(`narrow: ${nameOf(one)} ${width}`)
      if (height < THUMB_PX && !(isHit(0, -reach) && isHit(0, reach)))
        found.push(`low: ${nameOf(one)} ${height}`)
      if (x < covered('left') - 1 || x + width > innerWidth - covered('right') + 1) {
        if (one.closest('[class*=chips], .tabs, [role=toolbar]') === null)
          found.push(`at the side: ${nameOf(one)}`)
      }
      if (y < covered('top') - 1) found.push(`under the notch: ${nameOf(one)}`)
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push('it scrolls to the side')
    return found
  })
}

for (const { name, width, height, insets, text } of SIZES)
  test(`every screen fits a phone: ${name} @others`, async ({ sit }) => {
    const page = await sit(world.alice, { viewport: { width, height }, hasTouch: true, isMobile: true })
    const session = await page.context().newCDPSession(page)
    // Playwright does not know this call yet.
    await session.send('Emulation.setSafeAreaInsetsOverride' as never, { insets } as never)
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), `${text * 100}%`)
    const wrong: string[] = []
    for (const place of PLACES) {
      await page.evaluate((hash) => (location.hash = hash), `#/${place}`)
      await settle(page)
      for (const one of [...(await misfits(page)), ...(await faultsOf(page))]) wrong.push(`${place}: ${one}`)
    }
    expect(wrong).toEqual([])
  })
