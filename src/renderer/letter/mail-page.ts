// Draws the page of a mail as its sender made it, in a frame that can do nothing: no script, no form,
// no request, no navigation.
// The page's own policy holds in the frame, too, so no remote address can load. A blank frame of this
// origin lets styles be set as objects, which that policy allows; without `allow-scripts` nothing of
// the mail runs. Styles are checked after the browser has parsed them, because only then an escaped
// address is one.
import type DOMPurify from 'dompurify'
import { parseLink } from '../../text/link-target.ts'
import type { MadePage } from '../../core/contract/index.ts'
import { remotePicture } from '../../core/contract/remote-picture.ts'
import { loadPart } from '../bridge/parts.ts'

/** What the frame element needs; set it before the frame is in the page. */
export const SANDBOX = 'allow-same-origin'

export interface DrawnPage {
  /** The hosts of pictures that are not shown. */
  hosts: string[]
  /** Those of them that can be asked. */
  askable: string[]
}

export interface Pictures {
  /** Returns the address of a picture within the mail, by its Content-ID. */
  within: (id: string) => string | null
  /** Returns the address of a picture that was loaded, by what `remotePicture` makes of its own. */
  loaded: (url: string) => string | null
}

/**
 * @returns null if the frame is gone
 */
export async function drawMailPage(
  frame: HTMLIFrameElement,
  { html, sheets }: Pick<MadePage, 'html' | 'sheets'>,
  pictures: Pictures,
): Promise<DrawnPage | null> {
  const { default: purify } = await loadPart(() => import('dompurify'))
  const page = frame.contentDocument
  if (page === null) return null
  const fragment = clean(purify, html)
  const missing: URL[] = []
  for (const picture of fragment.querySelectorAll('img')) {
    const url = showPicture(picture, pictures)
    if (url !== null) missing.push(url)
  }
  for (const link of fragment.querySelectorAll('a')) checkLink(link)
  const styles = takeStyles(fragment)
  page.body.replaceChildren(page.adoptNode(fragment))
  for (const [element, style] of styles) {
    element.style.cssText = style
    checkStyle(element.style)
  }
  const Sheet = page.defaultView!.CSSStyleSheet
  page.adoptedStyleSheets = [PAPER, ...sheets].map((text) => makeSheet(Sheet, text))
  const askable = missing.flatMap(({ href }) => remotePicture(href) ?? []).map((url) => new URL(url))
  return { hosts: hostsOf(missing), askable: hostsOf(askable) }
}

const hostsOf = (urls: readonly URL[]): string[] => [...new Set(urls.map(({ host }) => host))].sort()

/** Mails are made for white paper. Of a picture that is not shown its words take no more than a line. */
const PAPER = `html { background: #fff; color: #000; color-scheme: light; overflow-wrap: anywhere }
body { margin: 12px; font: 15px/1.5 sans-serif } img { max-width: 100%; height: auto }
img:not([src]) { height: 1.75em; border: 1px dashed #bbb; color: #555 }
img:not([src]):is([alt=''], :not([alt])) { display: none }`

const NOT_DRAWN = 'style form input button video audio source map template svg math'.split(' ')
const ADDRESSES = ['href', 'src']
const ATTRIBUTES = [
  ...['data-style', 'class', 'align', 'valign', 'width', 'height', 'bgcolor', 'color', 'face', 'size'],
  ...['border', 'cellpadding', 'cellspacing', 'colspan', 'rowspan', 'dir', 'lang', 'alt', 'title', 'start'],
  ...['type', 'nowrap'],
]

/** Parsed in a document that loads nothing. */
function clean(purify: typeof DOMPurify, html: string): DocumentFragment {
  return purify.sanitize(html, {
    FORBID_TAGS: NOT_DRAWN,
    ADD_URI_SAFE_ATTR: ATTRIBUTES,
    ALLOWED_ATTR: [...ADDRESSES, ...ATTRIBUTES],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|cid:|data:image\/(?:png|jpeg|gif|webp|bmp);base64,)/i,
    RETURN_DOM_FRAGMENT: true,
  })
}

/** Takes the styles out of the attribute that nothing reads. */
function takeStyles(fragment: DocumentFragment): [HTMLElement, string][] {
  return Array.from(fragment.querySelectorAll<HTMLElement>('[data-style]'), (element) => {
    const style = element.getAttribute('data-style') ?? ''
    element.removeAttribute('data-style')
    return [element, style]
  })
}

/** Returns where the picture is if it is elsewhere and was not loaded; else null. */
function showPicture(picture: HTMLImageElement, { within, loaded }: Pictures): URL | null {
  const source = picture.getAttribute('src') ?? ''
  if (/^data:/i.test(source)) return null
  picture.removeAttribute('src')
  const id = /^cid:(.+)$/is.exec(source)?.[1]
  const remote = remotePicture(source)
  const address = id !== undefined ? within(decodeId(id)) : remote === null ? null : loaded(remote)
  if (address !== null) picture.setAttribute('src', address)
  const isElsewhere = address === null && URL.canParse(source) && /^https?:/i.test(source)
  return isElsewhere ? new URL(source) : null
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

/** A link keeps its target only for the question before it opens. */
function checkLink(link: HTMLAnchorElement): void {
  const target = parseLink(link.getAttribute('href') ?? '')
  if (target === null || !('host' in target)) return link.removeAttribute('href')
  link.href = target.url
  link.title = target.host
}

function makeSheet(Sheet: typeof CSSStyleSheet, text: string): CSSStyleSheet {
  const sheet = new Sheet()
  // Imports are dropped: a sheet that is set as an object has none.
  sheet.replaceSync(text)
  checkRules(sheet)
  return sheet
}

function checkRules(rules: CSSStyleSheet | CSSGroupingRule): void {
  for (let number = rules.cssRules.length - 1; number >= 0; number--) {
    const rule = rules.cssRules[number]!
    // By name: the rule is of the frame, whose classes are others than those of this page.
    const kind = rule.constructor.name
    if (kind === 'CSSStyleRule') {
      checkStyle((rule as CSSStyleRule).style)
      if ((rule as CSSStyleRule).cssRules.length > 0) checkRules(rule as unknown as CSSGroupingRule)
    } else if (kind === 'CSSMediaRule' || kind === 'CSSSupportsRule') checkRules(rule as CSSGroupingRule)
    else rules.deleteRule(number)
  }
}

/** Functions with an address, and variables, which can hide one. */
const WITH_ADDRESS = /(?:url|image|image-set|src|var|env|attr|element|paint)\(/i

/** Removes what could load something. The values are those that the browser understood. */
function checkStyle(style: CSSStyleDeclaration): void {
  for (const name of Array.from(style))
    if (name.startsWith('--') || WITH_ADDRESS.test(style.getPropertyValue(name))) style.removeProperty(name)
}
