// The contrast of the theme's colours, in the light and the dark theme.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const theme = readFileSync(join(import.meta.dirname, '../../../src/renderer/theme.css'), 'utf8')
const [css = '', moreContrast = ''] = theme.split('@media (prefers-contrast: more)')
const AA_TEXT = 4.5
const AAA_TEXT = 7
/** The least contrast of the edges of controls (WCAG AA). */
const AA_EDGE = 3

function colour(name: string, theme: 'light' | 'dark', css: string): string {
  const pair = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css)
  const plain = new RegExp(`--${name}: (#\\w{3,6});`).exec(css)
  const found = pair === null ? plain?.[1] : pair[theme === 'light' ? 1 : 2]
  if (found === undefined) throw new Error(`theme.css has no --${name}`)
  return found.length === 4 ? found.replace(/[^#]/g, '$&$&') : found
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const GROUNDS = ['paper', 'sheet', 'raise']
const INKS = ['ink', 'soft', 'faint', 'seal', 'jade', 'amber', 'indigo']
const WASHES = ['seal-wash', 'jade-wash', 'amber-wash']

const pairs = [
  ...INKS.flatMap((ink) => GROUNDS.map((ground) => [ink, ground, AA_TEXT] as const)),
  ...WASHES.flatMap((wash) => ['ink', 'soft'].map((ink) => [ink, wash, AA_TEXT] as const)),
  ['seal', 'seal-wash', AA_TEXT] as const,
  ['jade', 'jade-wash', AA_TEXT] as const,
  ['amber', 'amber-wash', AA_TEXT] as const,
  ['ink', 'mark', AA_TEXT] as const,
  ['seal-ink', 'seal', AA_TEXT] as const,
  ['sheet', 'ink', AA_TEXT] as const,
  ...GROUNDS.map((ground) => ['edge', ground, AA_EDGE] as const),
  ...Array.from({ length: 8 }, (_, face) => ['face-ink', `face-${face}`, AA_TEXT] as const),
]

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(pairs)('%s is legible on %s', (ink, ground, least) => {
    expect(contrast(colour(ink, theme, css), colour(ground, theme, css))).toBeGreaterThanOrEqual(least)
  })

  it.each(INKS)('%s has the contrast of WCAG AAA if more contrast is requested', (ink) => {
    for (const ground of ['paper', 'sheet'])
      expect(
        contrast(colour(ink, theme, moreContrast), colour(ground, theme, moreContrast)),
      ).toBeGreaterThanOrEqual(AAA_TEXT)
  })
})
