// A fake source of posts: exactly those that the test sets.
import type { Cursor, IsoTime, PersonId } from '../../../src/core/contract/index.ts'
import type { PostSource, SitePost } from '../../../src/main/site/post-source.ts'

export interface PostList extends PostSource {
  /** When each used invite was used, by its mark. */
  used: Map<string, IsoTime | null>
  posts: SitePost[]
  name: string
  /** Thrown instead of every answer. */
  failure: Error | null
  /** Called before every answer. */
  wait: () => Promise<void>
}

const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769'

/** Returns the tail of a post by its number: like a ref's, but shorter. */
export function tailOf(number: number): string {
  return `post${String(number)
    .padStart(6, '0')
    .replace(/\d/g, (digit) => ALPHABET[Number(digit)]!)}`
}

export function makePost(number: number, more: Partial<SitePost> = {}): SitePost {
  const at = new Date(Date.UTC(2026, 0, 1, 12, number)).toISOString()
  return {
    tail: tailOf(number),
    first: tailOf(number),
    title: `Post ${number}`,
    publishedAt: at,
    updatedAt: at,
    tags: [],
    text: `The text of post ${number}.`,
    replacedBy: null,
    ...more,
  }
}

export function createPostList(posts: SitePost[]): PostList {
  const list: PostList = {
    posts,
    used: new Map(),
    name: 'alice',
    failure: null,
    wait: async () => undefined,
    async author() {
      await answer()
      return { person: 'a'.repeat(52) as PersonId, name: list.name }
    },
    async page({ before, tag, limit }) {
      await answer()
      const newest = list.posts
        .filter((post) => tag === null || post.tags.includes(tag))
        .toSorted((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1))
      const start = before === null ? 0 : newest.findIndex(({ tail }) => tail === before) + 1
      const shown = newest.slice(start, start + limit)
      const next = start + limit < newest.length ? (shown.at(-1)!.tail as Cursor) : null
      const tags = [...new Set(newest.flatMap((post) => post.tags))]
      return { posts: shown, next, total: newest.length, tags: tags.map((one) => ({ tag: one, count: 1 })) }
    },
    async post(tail) {
      await answer()
      return list.posts.find((post) => post.tail === tail) ?? null
    },
    async usedInvite(mark) {
      await answer()
      const usedAt = list.used.get(mark)
      return usedAt === undefined ? null : { usedAt }
    },
  }
  async function answer(): Promise<void> {
    await list.wait()
    if (list.failure !== null) throw list.failure
  }
  return list
}
