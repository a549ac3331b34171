// The HTML pages for reading an export offline: one per month, and an index. Without scripts and
// external resources.
import { inSlices } from '../base/index.ts'
import type { Mailbox } from '../mail/index.ts'

export interface PageLetter {
  from: Mailbox
  to: Mailbox[]
  subject: string
  text: string
  at: number
  /** Files with their paths, relative to the folder of the page. */
  files: { name: string; path: string }[]
  eml: string
  /** Names of the files inside the .eml. */
  within: string[]
}

const HEAD = (title: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self'">
<meta name="viewport" content="width=device-width">
<style>
body{font:1rem/1.6 Georgia,"Hiragino Mincho ProN","Noto Serif CJK JP",serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color:#2b2621;background:#faf7f0}
article{border-block-start:1px solid #d8cfbf;padding-block:1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
h1,h2{line-height:1.3}a{color:#1d4e5f}.facts{color:#6a6052}
@media(prefers-color-scheme:dark){body{color:#ece5d8;background:#211d19}a{color:#8fc3d6}.facts{color:#b3a894}}
</style></head><body>
`

export function monthHead(month: string): string {
  return `${HEAD(month)}<p><a href="../index.html">All months</a></p><h1>${escapeHtml(month)}</h1>\n`
}

/** Yields the letter in slices, because its words may be long. */
export async function* letterOnPage(letter: PageLetter): AsyncGenerator<string> {
  const { from, to, subject, text, at, files, eml, within } = letter
  const time = new Date(at).toISOString()
  const people = `${from.name} → ${to.map(({ name, id }) => name || id).join(', ')}`
  const links = [...files, { name: '.eml', path: eml }].map(
    ({ name, path }) => `<a href="${escapeHtml(encodeURI(path))}">${escapeHtml(name)}</a>`,
  )
  const inMail = within.length === 0 ? '' : ` (with ${within.map(escapeHtml).join(', ')})`
  yield `<article><h2>${escapeHtml(subject)}</h2>
<p class="facts">${escapeHtml(people)}<br><time datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time> · ${links.join(' · ')}${inMail}</p>
<pre>`
  for await (const slice of inSlices(text)) yield escapeHtml(slice)
  yield '</pre></article>\n'
}

export interface FirstPage {
  owner: string
  at: number
  letters: number
  files: number
  months: string[]
  /** Other parts of the export, with their paths relative to the index. */
  others: { name: string; path: string }[]
}

export function firstPage({ owner, at, letters, files, months, others }: FirstPage): string {
  const list = (items: { name: string; path: string }[]): string =>
    `<ul>${items.map(({ name, path }) => `<li><a href="${escapeHtml(encodeURI(path))}">${escapeHtml(name)}</a></li>`).join('\n')}</ul>`
  return `${HEAD(`Fumikura: ${owner}`)}<h1>${escapeHtml(owner)}</h1>
<p class="facts">${letters} letters, ${files} files, exported ${new Date(at).toISOString().slice(0, 10)}.</p>
<h2>Letters by month</h2>${list(months.map((month) => ({ name: month, path: `read/${month}.html` })))}
<h2>Also here</h2>${list(others)}
<p class="facts">README.txt, beside this folder, says what the rest is and how to check it.</p>
</body></html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
