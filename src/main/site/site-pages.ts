// The pages of the site as HTML: semantic, one h1 each, readable without a stylesheet.
import type { PostHead, PostPage, SitePost } from './post-source.ts'
import { markup, type Html, type Piece } from './html.ts'
import { toExcerpt } from './post-html.ts'
import { postPath, tagPath } from './routes.ts'
import { guessLanguage, showDate, WORDS, type Language } from './site-words.ts'

export interface Frame {
  /** The name of the site's author. */
  name: string
  language: Language
}

/** A post in a list: its head, and its text if available for the excerpt. */
export type ListedPost = PostHead & { text: string | null }

/** `tag` is null on the front page. */
export function listPage(
  frame: Frame,
  list: Omit<PostPage, 'posts'> & { posts: ListedPost[]; tag: string | null; isFirst: boolean },
): Html {
  const words = WORDS[frame.language]
  const title = list.tag ?? frame.name
  const here = list.tag === null ? '/' : tagPath(list.tag)
  const content = markup`<header class="head">
      <h1${lang(title)}>${title}</h1>
      <p class="quiet">${list.tag === null ? words.posts(list.total) : words.filedUnder}</p>
    </header>
    ${
      list.posts.length === 0
        ? markup`<p class="empty">${words.empty}</p>`
        : markup`<ol class="posts">
            ${list.posts.map((post) => listItem(frame, post))}
          </ol>`
    }
    ${pageLinks(frame, { next: list.next === null ? null : `${here}?before=${list.next}`, newest: list.isFirst ? null : here })}
    ${list.tag === null && list.isFirst && list.tags.length > 0 ? topics(frame, list.tags) : null}`
  return page(frame, list.tag === null ? frame.name : `${list.tag} · ${frame.name}`, content)
}

function listItem(frame: Frame, { tail, title, publishedAt, tags, text }: ListedPost): Html {
  const shown = title === '' ? WORDS[frame.language].untitled : title
  const excerpt = text === null ? '' : toExcerpt(text)
  return markup`
    <li>
      <article${title === '' ? null : lang(`${title} ${excerpt}`)}>
        <h2><a href="${postPath(tail)}">${shown}</a></h2>
        <p class="quiet">${time(frame, publishedAt)}${tagLinks(tags)}</p>
        ${excerpt === '' ? null : markup`<p class="excerpt">${excerpt}</p>`}
      </article>
    </li>`
}

/** `text` is the post's text as HTML. */
export function postPage(frame: Frame, post: SitePost, text: Html): Html {
  const words = WORDS[frame.language]
  const title = post.title === '' ? words.untitled : post.title
  const isEdited = post.updatedAt !== post.publishedAt
  const content = markup`<article${lang(`${post.title} ${post.text}`)}>
      <header class="head">
        <h1>${title}</h1>
        <p class="quiet" lang="${frame.language}">
          ${words.published} ${time(frame, post.publishedAt)}${isEdited ? markup`, ${words.edited} ${time(frame, post.updatedAt)}` : null}${tagLinks(post.tags)}
        </p>
        ${post.replacedBy === null ? null : markup`<p class="later" lang="${frame.language}"><a href="${postPath(post.replacedBy)}">${words.latestVersion}</a></p>`}
      </header>
      <div class="text">
${text}</div>
    </article>
    ${pageLinks(frame, { next: null, newest: '/' })}`
  return page(frame, `${title} · ${frame.name}`, content)
}

/** `kind` is the reason why the page cannot be shown. */
export function messagePage(frame: Frame, kind: 'notFound' | 'away'): Html {
  const words = WORDS[frame.language]
  const title = words[`${kind}Title`]
  const content = markup`<header class="head"><h1>${title}</h1></header>
    <p>${words[kind]}</p>
    ${pageLinks(frame, { next: null, newest: '/' })}`
  return page(frame, title, content)
}

export function page({ name, language }: Frame, title: string, content: Html, head: Piece = null): Html {
  const words = WORDS[language]
  return markup`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="alternate" type="application/atom+xml" href="/atom.xml" title="${name}" />
        ${head}
      </head>
      <body>
        <header class="site">
          <nav>
            <a class="name" href="/">${name}</a>
            <a href="/atom.xml">${words.feed}</a>
          </nav>
        </header>
        <main>${content}</main>
        <footer><p>${words.madeWith}</p></footer>
      </body>
    </html>
`
}

function pageLinks(
  { language }: Frame,
  { next, newest }: { next: string | null; newest: string | null },
): Piece {
  const words = WORDS[language]
  if (next === null && newest === null) return null
  return markup`<nav class="pages" aria-label="${words.pages}">
    ${newest === null ? null : markup`<a href="${newest}">${words.newest}</a>`}
    ${next === null ? null : markup`<a rel="next" href="${next}">${words.older}</a>`}
  </nav>`
}

function topics({ language }: Frame, tags: PostPage['tags']): Html {
  return markup`<aside>
    <h2>${WORDS[language].topics}</h2>
    <ul class="topics">
      ${tags.map(({ tag, count }) => markup`<li><a rel="tag" href="${tagPath(tag)}">${tag}</a> <span class="quiet">${count}</span></li>`)}
    </ul>
  </aside>`
}

function tagLinks(tags: string[]): Piece {
  return tags.map((tag) => markup` · <a rel="tag" href="${tagPath(tag)}">${tag}</a>`)
}

function time({ language }: Frame, iso: string): Html {
  return markup`<time datetime="${iso}">${showDate(iso, language)}</time>`
}

/**
 * Returns the `lang` attribute for a text. An unknown language is marked as unknown; otherwise a
 * screen reader would use the page's language.
 */
function lang(text: string): Html {
  return markup` lang="${guessLanguage(text)}"`
}
