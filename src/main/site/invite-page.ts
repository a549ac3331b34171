// The page that the link of an invitation leads to. It explains itself without a script; the link is
// in the fragment, which no browser sends to a server.
import { markup, type Html } from './html.ts'
import { page, type Frame } from './pages.ts'
import { WORDS } from './words.ts'

export function invitePage(frame: Frame): Html {
  const { name } = frame
  const words = WORDS[frame.language].invite
  const title = words.title(name)
  const content = markup`<header class="head"><h1>${title}</h1></header>
    <p>${words.about}</p>
    <h2>${words.stepsTitle}</h2>
    <ol class="steps">
      <li>${words.install}</li>
      <li id="address-step">${words.copyAddress}</li>
      <li id="link-step" hidden>${words.copyBelow}</li>
      <li>${words.paste}</li>
    </ol>
    <div id="link" class="link" hidden>
      <label for="text">${words.link}</label>
      <input id="text" readonly spellcheck="false" />
      <p>
        <button id="copy" type="button" data-copied="${words.copied}">${words.copyLink}</button>
        <a id="open">${words.open}</a>
      </p>
    </div>
    <p id="missing" class="missing" hidden>${words.missing(name)}</p>
    <p class="quiet">${words.secret(name)}</p>`
  // Written whole, the end tag makes the bundler import a helper package that is not installed.
  const end = 'script'
  const head = markup`<meta name="robots" content="noindex" />
        <script src="/invite.js" defer></${end}>`
  return page(frame, title, content, head)
}
