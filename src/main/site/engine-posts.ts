// Reads the site's posts and used invites from the engine, with the calls that every door offers: the own archive
// and the letters it lists.
// Only posts that are public now pass, because a withdrawn post is in no archive and has no public
// audience.
import type { CallContext, Handlers, PersonId, RefText } from '../../core/contract/index.ts'
import { EngineError, isEngineError } from '../../core/contract/index.ts'
import { createHash } from 'node:crypto'
import type { PostPage, PostSource, SitePost, UsedInvite } from './post-source.ts'

type Engine = Pick<Handlers, 'home' | 'follows' | 'letters' | 'invites'>

const REF = 'fumikura://ref/'
const PATIENCE_MS = 10_000

/**
 * Each call has this time-out, so a reader does not wait longer and the engine does no work for a
 * reader who has left.
 */
const calling = (): CallContext => ({ signal: AbortSignal.timeout(PATIENCE_MS) })

export function createEnginePosts(engine: Engine): PostSource {
  async function author(): Promise<{ person: PersonId; name: string }> {
    const { person, name } = await engine.home.status({}, calling())
    if (person === null || name === null)
      throw new EngineError('NO_PERSON', 'This home has no person, or it is locked.')
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
      // The archive may list posts of other authors that this person has read; only their authors
      // may show those.
      if (letter.from.person !== (await author()).person) return null
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

  async function usedInvite(mark: string): Promise<UsedInvite | null> {
    const invites = await engine.invites.list({}, calling())
    const used = invites.find(({ state, invite }) => state === 'used' && markOfInvite(invite) === mark)
    return used === undefined ? null : { usedAt: used.guests[0]?.at ?? null }
  }

  return { author, page, post, usedInvite }
}

/**
 * True if the letter is published. A held or scheduled letter is not published yet; a withdrawn one
 * is not any more.
 */
async function isPublic(engine: Engine, ref: RefText): Promise<boolean> {
  const { audiences } = await engine.letters.who({ ref, limit: 0 }, calling())
  return audiences.some(({ audience, state }) => audience.person === 'public' && state === 'notified')
}

/**
 * True if the post is missing, the ref is invalid, or another person wrote it. The reader of the
 * site gets the same answer for all.
 */
function isUnknown(error: unknown): boolean {
  return (['NOT_FOUND', 'INVALID', 'AMBIGUOUS', 'SEALED', 'NOT_A_READER', 'NOT_YOURS'] as const).some(
    (code) => isEngineError(error, code),
  )
}

/** Names an invite to the site without being usable as one. The page's script computes the same. */
export function markOfInvite(link: string): string {
  return createHash('sha256')
    .update(link.slice(link.lastIndexOf('/') + 1))
    .digest('hex')
}

function tailOf(ref: string): string {
  return ref.startsWith(REF) ? ref.slice(REF.length) : ref
}
