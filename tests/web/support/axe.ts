// A page under axe: WCAG 2.2 A and AA, and its best practices, in the two most different themes.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
export const LOOKS = [
  {
    name: 'light and wide, in English',
    colorScheme: 'light',
    locale: 'en-GB',
    viewport: { width: 1360, height: 860 },
  },
  {
    name: 'dark and narrow, in Japanese',
    colorScheme: 'dark',
    locale: 'ja-JP',
    viewport: { width: 390, height: 844 },
  },
] as const

/** Once what fades in has faded in: half faded, everything is too pale. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' || effect?.getComputedTiming().iterations === Infinity,
      ),
  )
  // No page of ours has a frame in it: nothing has to be gathered in a window of its own, nor told of what is well.
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(TAGS)
    .setLegacyMode()
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, target }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)}`),
  )
}

/** Loaded, and with everything that fades in faded in. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('main') !== null &&
      document.querySelector('.skeleton, [aria-busy]') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  )
}
