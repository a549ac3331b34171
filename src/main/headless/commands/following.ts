// Commands about public posts: the followed people, and the archive of one of them.
// Authors do not learn who follows them. `send --to public` publishes a post.
import type { ArchivedPost, ArchivePage, Followed, Party } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, countOf, showParty, showSize, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'

const MAX_PAGE = 1000
const WHO = { usage: 'PERSON|ADDRESS', args: { min: 1, max: 1 } }

const follow = asking<Party>({
  name: 'follow',
  ...WHO,
  summary: 'receive the posts that a person publishes from now on; they are not notified',
  ask: ({ given, api }) => api.follows.follow({ who: given.args[0]! }),
  show: (party) => `You follow ${showParty(party)}. Their posts are in: fumikura list --box following`,
})

const unfollow = asking<Party>({
  name: 'unfollow',
  ...WHO,
  summary: 'stop following; posts you have received stay',
  ask: ({ given, api }) => api.follows.unfollow({ who: given.args[0]! }),
  show: (party) => `You no longer follow ${showParty(party)}.`,
})

const following = asking<Followed[]>({
  name: 'following',
  usage: '',
  summary: 'the people you follow',
  ask: ({ api }) => api.follows.list(),
  show: (list) =>
    list.length === 0
      ? 'You do not follow anyone yet.'
      : showTable(
          list.map((one) => [
            one.online ? 'online' : 'offline',
            showParty(one),
            one.person,
            countOf(one.posts, 'post'),
            one.latestAt === null ? '' : `latest ${showTime(one.latestAt)}`,
          ]),
        ),
})

const blog = asking<ArchivePage>({
  name: 'blog',
  usage: 'PERSON [--tag T] [--limit N] [--before CURSOR]',
  summary: 'the posts of a person you follow, or `self`, newest first',
  args: { min: 1, max: 1 },
  options: {
    tag: { kind: 'text', hint: 'T', about: 'only posts with this tag' },
    limit: { kind: 'text', hint: 'N', about: 'how many at most (default 20)' },
    before: {
      kind: 'text',
      hint: 'CURSOR',
      about: 'the page that starts there: the `next` of the previous page',
    },
  },
  network: 'always',
  ask: ({ given, api }) =>
    api.follows.archive({
      who: given.args[0]!,
      tag: given.text('tag'),
      limit: given.number('limit', MAX_PAGE),
      before: given.text('before'),
      waitMs: given.waitMs(),
    }),
  show: showPage,
})

const listAgain = asking<{ listed: number; missing: number }>({
  name: 'list-again',
  usage: '',
  summary: 'after a recovery: list your earlier posts again, so that new followers find them',
  ask: ({ api }) => api.follows.listAgain({}),
  show: ({ listed, missing }) =>
    [
      `${countOf(listed, 'post')} listed again.`,
      ...(missing === 0
        ? []
        : [`${countOf(missing, 'post')} cannot be listed: the backup lacks data that proves them.`]),
    ].join(' '),
})

function showPage({ posts, next, tags, total, unlisted }: ArchivePage): string {
  const earlier =
    (unlisted ?? 0) === 0
      ? []
      : [`${countOf(unlisted!, 'post')} of an earlier device not listed: fumikura list-again`]
  if (posts.length === 0) return ['No posts.', ...earlier].join('\n')
  const words = (tags ?? []).map(({ tag, count }) => `${cleanLine(tag)} (${count})`)
  return [
    showTable(posts.map(showPost)),
    '',
    `${countOf(total, 'post')} in all${words.length === 0 ? '' : `; ${words.join(', ')}`}`,
    ...(next === null ? [] : [`More: --before ${next}`]),
    ...earlier,
  ].join('\n')
}

function showPost({ ref, sentAt, size, tags, title, replaces }: ArchivedPost): string[] {
  const words = tags.map((tag) => `#${cleanLine(tag)}`)
  return [
    shortRef(ref),
    showTime(sentAt),
    showSize(size),
    [cleanLine(title), replaces === null ? '' : '(edited)', ...words].filter((word) => word !== '').join(' '),
  ]
}

export const followCommands: Command[] = [follow, unfollow, following, blog, listAgain]
