// The font of what people write: Source Serif 4, under the OFL, for Latin letters. It is loaded late,
// so that it never delays the first rows. Japanese stays in the fonts of the system.
import italic from '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-italic.woff2?url'
import upright from '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2?url'

/** The name in theme.css. A font of the system could have the real name, and other shapes. */
const FAMILY = 'Fumikura Serif'
const WEIGHTS = '200 900'
const LATIN =
  'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, ' +
  'U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD'

/** The browser fetches a file when a text first needs it. */
export function addLetterFont(page: Document): void {
  for (const [style, url] of [
    ['normal', upright],
    ['italic', italic],
  ] as const)
    page.fonts.add(
      new FontFace(FAMILY, `url(${url})`, { style, weight: WEIGHTS, unicodeRange: LATIN, display: 'swap' }),
    )
}
