// The site's posts from the engine, by the calls that every door offers: one's own archive, and the letters it names.
// Only what is public at this moment comes through: what was withdrawn is in no archive and has no public audience any more.
import type { CallContext, Handlers, PersonId, RefText } from '../../core/contract/index.ts'
import { EngineError, isEngineError } from '../../core/contract/index.ts'
import type { PostPage, PostSource, SitePost } from './post-source.ts'

type Engine = Pick<Handlers, 'home' | 'follows' | 'letters'>

const REF = 'fumikura://ref/'
const PATIENCE_MS = 10_000

/** Every call ends by itself: a reader does not wait longer than this, and the engine is not asked on for one who left. */
const calling = (): CallContext => ({ signal: AbortSignal.timeout(PATIENCE_MS) })

export function createEnginePosts(engine: Engine): PostSource {
  async function author(): Promise<{ person: PersonId; name: string }> {
    const { person, name } = await engine.home.status({}, calling())
    if (person === null || name === null)
      throw new EngineError('NO_PERSON', 'Nobody lives in this home, or it is locked.')
    return { person, name }
  }

  async function page({ before, tag, limit }: Parameters<PostSource['page']>[0]): Promise<PostPage> {
    const { person } = await author()
    const query = {
      who: person,
      limit,
      waitMs: 0,
      ...(tag === null ? {} : { tag }),
      ...(before === null ? {} : { before }),
    }
    const { posts, next, total, tags } = await engine.follows.archive(query, calling())
    const heads = posts.map((post) => ({
      tail: tailOf(post.ref),
      title: post.title,
      publishedAt: post.sentAt,
      tags: post.tags,
    }))
    return { posts: heads, next, total, tags: tags ?? [] }
  }

  async function post(tail: string): Promise<SitePost | null> {
    const ref = `${REF}${tail}` as RefText
    try {
      if (!(await isPublic(engine, ref))) return null
      const letter = await engine.letters.read({ ref, waitMs: 0 }, calling())
      const versions = await engine.letters.history({ ref }, calling())
      const first = versions.at(-1)
      return {
        tail: tailOf(letter.ref),
        first: tailOf(first?.ref ?? letter.ref),
        title: letter.subject,
        text: letter.text,
        tags: letter.tags,
        publishedAt: first?.sentAt ?? letter.sentAt,
        updatedAt: letter.sentAt,
        replacedBy: letter.replacedBy === null ? null : tailOf(letter.replacedBy),
      }
    } catch (error) {
      if (isUnknown(error)) return null
      throw error
    }
  }

  return { author, page, post }
}

/** My own, and given to everyone by now. */
async function isPublic(engine: Engine, ref: RefText): Promise<boolean> {
  const { audiences } = await engine.letters.who({ ref, limit: 0 }, calling())
  return audiences.some(
    ({ audience, state }) =>
      audience.person === 'public' && state !== 'recalled' && state !== 'held' && state !== 'scheduled',
  )
}

/** Not here, no ref at all, or somebody else's that was never opened: for a reader of the site it is all the same. */
function isUnknown(error: unknown): boolean {
  return (['NOT_FOUND', 'INVALID', 'AMBIGUOUS', 'SEALED', 'NOT_A_READER', 'NOT_YOURS'] as const).some(
    (code) => isEngineError(error, code),
  )
}

function tailOf(ref: string): string {
  return ref.startsWith(REF) ? ref.slice(REF.length) : ref
}
