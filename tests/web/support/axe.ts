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

/** The name of a look for a title: `npm test` only has the first. */
export const usual = (look: string): string => (look === LOOKS[0].name ? look : `${look} @others`)

/** Waits for all fade-ins first, because half-transparent text has too little contrast. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' || effect?.getComputedTiming().iterations === Infinity,
      ),
  )
  // The page has no frames, so the legacy mode does, because it needs no second window. Passed
  // checks are not collected.
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(TAGS)
    .setLegacyMode()
    .analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, target }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)}`),
  )
}

/** Resolves when the page is loaded and all fade-ins have ended. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('main') !== null &&
      document.querySelector('.skeleton, [aria-busy]') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  )
}
