// The page that the link of an invitation leads to. It explains itself without a script; the link and
// the inviter's own words are in the fragment, which no browser sends to a server. The script says
// that a computer can get Fumikura, and that a phone cannot; and if the link is used up, only that.
import { markup, type Html } from './html.ts'
import { page, type Frame } from './site-pages.ts'
import { showDay, WORDS } from './site-words.ts'

/** Where Fumikura can be downloaded. Null until the project has an address: a dead link helps nobody. */
const DOWNLOAD_ADDRESS: string | null = null

export function invitePage(frame: Frame, downloadAddress = DOWNLOAD_ADDRESS): Html {
  const { name } = frame
  const words = WORDS[frame.language].invite
  const title = words.title(name)
  const get =
    downloadAddress === null
      ? markup`<p>${words.askWhere(name)}</p>`
      : markup`<p><a class="main" href="${downloadAddress}">${words.download}</a></p>`
  const content = markup`<header class="head"><h1>${title}</h1></header>
    <blockquote id="own" class="own" hidden></blockquote>
    <p id="used" class="missing" role="status" hidden></p>
    <p>${words.about}</p>
    <section id="computer" class="card">
      ${get}
      <p class="quiet">${words.cost}</p>
      <p id="address-step">${words.copyAddress}</p>
      <div id="link" class="link" hidden>
        <p>${words.then}</p>
        <p>
          <a id="open" class="main">${words.open}</a>
          <button id="copy" type="button" data-copied="${words.copied}">${words.copyLink}</button>
        </p>
        <label for="text">${words.link}</label>
        <input id="text" readonly spellcheck="false" />
        <p>${words.paste}</p>
      </div>
    </section>
    <section id="phone" class="card" hidden><p>${words.phone}</p></section>
    <p id="missing" class="missing" hidden>${words.missing(name)}</p>
    <div id="terms">
      <p class="quiet">${words.secret(name)}</p>
      <p class="quiet">${words.away(name)}</p>
    </div>`
  // Written whole, the end tag makes the bundler import a helper package that is not installed.
  const end = 'script'
  const head = markup`<meta name="robots" content="noindex" />
        <script src="/invite.js" defer></${end}>`
  return page(frame, title, content, head)
}

/** All that a used link says. */
export function sayUsed(usedAt: string | null, { name, language }: Frame): string {
  const day = usedAt === null ? null : showDay(usedAt, language)
  return WORDS[language].invite.used(day, name)
}
