// Commands about public posts: the followed people, and the archive of one of them.
// Authors do not learn who follows them. `send --to public` publishes a post.
import type { ArchivedPost, ArchivePage } from '../../../core/contract/index.ts'
import { calling, type Command } from '../command.ts'
import { argument, number, text, wait } from '../fields.ts'
import { cleanLine, countOf, showParty, showSize, showTable, shortRef } from '../screen.ts'
import { showTime } from '../times.ts'

const MAX_PAGE = 1000
const WHO = argument('PERSON|ADDRESS')

const follow = calling('follows.follow', {
  name: 'follow',
  summary: 'receive the posts that a person publishes from now on; they are not notified',
  fields: { who: WHO },
  show: (party) => `You follow ${showParty(party)}. Their posts are in: fumikura list --box following`,
})

const unfollow = calling('follows.unfollow', {
  name: 'unfollow',
  summary: 'stop following; posts you have received stay',
  fields: { who: WHO },
  show: (party) => `You no longer follow ${showParty(party)}.`,
})

const following = calling('follows.list', {
  name: 'following',
  summary: 'the people you follow',
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

const blog = calling('follows.archive', {
  name: 'blog',
  summary: 'the posts of a person you follow, or `self`, newest first',
  fields: {
    who: argument('PERSON'),
    tag: text('T', 'only posts with this tag'),
    limit: number(MAX_PAGE, 'N', 'how many at most (default 20)'),
    before: text('CURSOR', 'the page that starts there: the `next` of the previous page'),
    waitMs: wait(),
  },
  show: showPage,
})

const listAgain = calling('follows.listAgain', {
  name: 'list-again',
  summary: 'after a recovery: list your earlier posts again, so that new followers find them',
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
