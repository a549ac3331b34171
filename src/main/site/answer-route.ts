// The site's answer to a route: a status, a media type and a text. It knows the posts, but no
// sockets.
import { atomFeed } from './atom.ts'
import { invitePage, sayUsed } from './invite-page.ts'
import { INVITE_SCRIPT } from './invite-script.ts'
import { listPage, messagePage, postPage, type Frame, type ListedPost } from './site-pages.ts'
import type { PostRenderer } from './post-html.ts'
import type { PostSource, SitePost } from './post-source.ts'
import type { Route } from './routes.ts'
import { STYLE } from './style.ts'
import type { Language } from './site-words.ts'

export interface Answer {
  status: 200 | 404 | 503
  type: string
  text: string
  /** When the shown content last changed; null if unknown. */
  changedAt: string | null
  /** True for the only page with a script. */
  isScripted?: true
}

const PAGE_POSTS = 20
const HTML = 'text/html; charset=utf-8'

export interface Answering {
  source: PostSource
  renderer: PostRenderer
  /** Called with the error if the posts cannot be read. */
  onFailure: (error: unknown) => void
}

/** Returns the answer to a route, in the reader's language. */
export async function answerRoute(
  { source, renderer, onFailure }: Answering,
  route: Route | null,
  language: Language,
): Promise<Answer> {
  if (route?.kind === 'style')
    return { status: 200, type: 'text/css; charset=utf-8', text: STYLE, changedAt: null }
  if (route?.kind === 'invite-script')
    return { status: 200, type: 'text/javascript; charset=utf-8', text: INVITE_SCRIPT, changedAt: null }
  if (route?.kind === 'robots')
    return {
      status: 200,
      type: 'text/plain; charset=utf-8',
      text: 'User-agent: *\nDisallow: /invite\nAllow: /\n',
      changedAt: null,
    }
  try {
    const author = await source.author()
    const frame = { name: author.name, language }
    switch (route?.kind) {
      case undefined:
        return message(frame, 'notFound')
      case 'invite':
        return { status: 200, type: HTML, text: invitePage(frame).text, changedAt: null, isScripted: true }
      case 'invite-used': {
        const used = await source.usedInvite(route.mark)
        const text = used === null ? '' : sayUsed(used.usedAt, frame)
        return { status: 200, type: 'text/plain; charset=utf-8', text, changedAt: null }
      }
      case 'feed':
        return await answerFeed(source, renderer, author)
      case 'post':
        return await answerPost(source, renderer, frame, route.tail)
      case 'front':
        return await answerList(source, frame, null, route.before)
      case 'tag':
        return await answerList(source, frame, route.tag, route.before)
    }
  } catch (error) {
    onFailure(error)
    return message({ name: 'Fumikura', language }, 'away')
  }
}

function message(frame: Frame, kind: 'notFound' | 'away'): Answer {
  const status = kind === 'notFound' ? 404 : 503
  return { status, type: HTML, text: messagePage(frame, kind).text, changedAt: null }
}

async function answerList(
  source: PostSource,
  frame: Frame,
  tag: string | null,
  before: string | null,
): Promise<Answer> {
  const { posts, next, total, tags } = await source.page({ before, tag, limit: PAGE_POSTS })
  if (posts.length === 0 && (tag !== null || before !== null)) return message(frame, 'notFound')
  const whole = await Promise.all(posts.map(({ tail }) => source.post(tail)))
  const listed: ListedPost[] = posts.map((post, i) => ({ ...post, text: whole[i]?.text ?? null }))
  const { text } = listPage(frame, { posts: listed, next, total, tags, tag, isFirst: before === null })
  return { status: 200, type: HTML, text, changedAt: latestOf(whole) }
}

async function answerPost(
  source: PostSource,
  renderer: PostRenderer,
  frame: Frame,
  tail: string,
): Promise<Answer> {
  const post = await source.post(tail)
  if (post === null) return message(frame, 'notFound')
  return {
    status: 200,
    type: HTML,
    text: postPage(frame, post, renderer.render(post)).text,
    changedAt: post.updatedAt,
  }
}

async function answerFeed(
  source: PostSource,
  renderer: PostRenderer,
  author: Awaited<ReturnType<PostSource['author']>>,
): Promise<Answer> {
  const { posts } = await source.page({ before: null, tag: null, limit: PAGE_POSTS })
  const whole = (await Promise.all(posts.map(({ tail }) => source.post(tail)))).filter(
    (post) => post !== null,
  )
  return {
    status: 200,
    type: 'application/atom+xml; charset=utf-8',
    text: atomFeed(author, whole, renderer).text,
    changedAt: latestOf(whole),
  }
}

function latestOf(posts: (SitePost | null)[]): string | null {
  return posts.reduce<string | null>(
    (latest, post) =>
      post !== null && (latest === null || post.updatedAt > latest) ? post.updatedAt : latest,
    null,
  )
}
