// Commands about what is public: whom one follows, what they and oneself have published, and one's own site.
import {
  EngineError,
  type ArchivePage,
  type Followed,
  type Party,
  type SiteState,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { cleanLine, shortRef, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const MAX_PAGE = 1000
const MAX_PORT = 65_535
const WHO = { usage: 'PERSON|ADDRESS', args: { min: 1, max: 1 } }

const follow = asking<Party>({
  name: 'follow',
  ...WHO,
  summary: 'get the public posts of somebody; they are not told',
  ask: ({ given, api }) => api.follows.follow({ who: given.args[0]! }),
  show: ({ name }) => `You follow ${cleanLine(name)}.`,
})

const unfollow = asking<Party>({
  name: 'unfollow',
  ...WHO,
  summary: 'get no more of their posts; what has come stays',
  ask: ({ given, api }) => api.follows.unfollow({ who: given.args[0]! }),
  show: ({ name }) => `You no longer follow ${cleanLine(name)}.`,
})

const following = asking<Followed[]>({
  name: 'following',
  usage: '',
  summary: 'whom you follow',
  ask: ({ api }) => api.follows.list(),
  show: (list) => (list.length === 0 ? 'You follow nobody.' : showTable(list.map(showFollowed))),
})

function showFollowed({ name, posts, latestAt, online }: Followed): string[] {
  const latest = latestAt === null ? '' : `latest ${showTime(latestAt)}`
  return [cleanLine(name), posts === 1 ? '1 post' : `${posts} posts`, latest, online ? 'online' : '']
}

const posts = asking<ArchivePage>({
  name: 'posts',
  usage: '[PERSON] [--tag WORD] [--limit N] [--before NEXT]',
  summary: 'what you have published, or somebody you follow',
  args: { min: 0, max: 1 },
  options: {
    tag: { kind: 'text', hint: 'WORD', about: 'only those filed under this word' },
    limit: { kind: 'text', hint: 'N', about: 'how many (default: 20)' },
    before: { kind: 'text', hint: 'NEXT', about: 'the next page, as the last one named it' },
  },
  network: 'always',
  ask: ({ given, api }) =>
    api.follows.archive({
      who: given.args[0] ?? 'self',
      tag: given.text('tag'),
      limit: given.number('limit', MAX_PAGE) ?? 20,
      before: given.text('before'),
      waitMs: given.waitMs(),
    }),
  show: showPosts,
})

function showPosts({ posts: shown, total, next }: ArchivePage): string {
  if (shown.length === 0) return 'There is nothing.'
  const rows = shown.map(({ ref, sentAt, title, tags }) => [
    shortRef(ref),
    showTime(sentAt),
    cleanLine(title),
    tags.map(cleanLine).join(', '),
  ])
  const more = next === null ? '' : `\n\n${total} in all; the next page: --before ${next}`
  return showTable(rows) + more
}

const site = asking<SiteState>({
  name: 'site',
  usage: '[on | off] [--port N] [--address HOST]',
  summary: 'serve your public posts as plain pages, while `up` runs',
  args: { min: 0, max: 1 },
  options: {
    port: { kind: 'text', hint: 'N', about: 'the port (default: any that is free)' },
    address: { kind: 'text', hint: 'HOST', about: 'the address to listen on (default: only this machine)' },
  },
  ask: askSite,
  show: showSite,
})

async function askSite({ given, api }: Asked): Promise<SiteState> {
  const [word] = given.args
  const [host, port] = [given.text('address'), given.number('port', MAX_PORT)]
  if (word === 'on') return api.site.switchOn({ host, port })
  if (host !== undefined || port !== undefined)
    throw new EngineError('INVALID', '--port and --address belong to `site on`.')
  if (word === 'off') return api.site.switchOff()
  if (word !== undefined) throw new EngineError('INVALID', 'Say `site on` or `site off`.')
  return api.site.state()
}

function showSite({ isOn, url, trouble }: SiteState): string {
  if (!isOn) return 'Your public site is off.'
  if (trouble !== null) return `Your public site is on and not served: ${cleanLine(trouble)}`
  return `Your public site, for everyone who can reach this address:\n\n  ${url ?? ''}`
}

export const followingCommands: Command[] = [follow, unfollow, following, posts, site]
