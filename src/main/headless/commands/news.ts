// Commands on news: what happened that is no letter, such as a new contact, a new name, a group.
import { EngineError, type NewsEntry, type NewsKind, type NewsPlace } from '../../../core/contract/index.ts'
import { asking, type Asked, type Command } from '../command.ts'
import { cleanLine, countOf, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const PRINTS =
  '[{ news, kind, at, from: { person, name }, count, group: { group, name }|null, invite, formerName, seen, place: inbox|archive|removed }]'

const news = asking<NewsEntry[]>({
  name: 'news',
  usage: '[--archive]',
  summary: 'what happened that is no letter: new contacts, new names, groups',
  options: { archive: { kind: 'flag', about: 'what you archived' } },
  prints: PRINTS,
  ask: ({ given, api }) => api.news.list({ place: given.isSet('archive') ? 'archive' : 'inbox' }),
  show: showNews,
})

const CHOSEN = {
  usage: 'NEWS-ID… | --all',
  args: { min: 0, max: 500 },
  options: { all: { kind: 'flag' as const, about: 'all in the inbox' } },
}

const seen = ordering('seen', 'mark news as seen', { seen: true })
const archive = ordering('archive', 'archive news', { place: 'archive' })
const remove = ordering('remove', 'remove news', { place: 'removed' })

/** A command that changes the chosen news and lists what is in the inbox then. */
function ordering(word: string, summary: string, change: { seen?: boolean; place?: NewsPlace }): Command {
  return asking<NewsEntry[]>({
    name: `news ${word}`,
    ...CHOSEN,
    summary,
    prints: PRINTS,
    async ask(asked) {
      const chosen = await chooseNews(asked)
      if (chosen.length > 0) await asked.api.news.order({ news: chosen, ...change })
      return asked.api.news.list()
    },
    show: showNews,
  })
}

/** @throws INVALID */
async function chooseNews({ given, api }: Asked): Promise<string[]> {
  if (given.isSet('all') === given.args.length > 0)
    throw new EngineError('INVALID', 'Give either ids or --all.')
  return given.isSet('all') ? (await api.news.list()).map((one) => one.news) : [...given.args]
}

const SENTENCES: Readonly<Record<NewsKind, (name: string, entry: NewsEntry) => string>> = {
  'invite-accepted': (name) => `${name} accepted your invitation.`,
  'accepted-you': (name) => `${name} accepted: you are contacts now.`,
  renamed: (name, { formerName }) => `${cleanLine(formerName ?? '')} is now called ${name}.`,
  'guest-waits': (name, { count }) =>
    count === 1
      ? `${name} came by your invitation and waits: fumikura invites guests`
      : `${countOf(count, 'person', 'people')} came by your invitation and wait: fumikura invites guests`,
  'invite-ended': (name) => `The invitation from ${name} was used up or ended before it reached you.`,
  'added-to-group': (name, { group }) => `${name} added you to ${cleanLine(group?.name ?? '')}.`,
  'joined-by-link': (name, { group, count }) =>
    `${count === 1 ? name : countOf(count, 'person', 'people')} joined ${cleanLine(group?.name ?? '')} by your link.`,
  'asks-to-join': (name, { group, count }) =>
    count === 1
      ? `${name} asks to join ${cleanLine(group?.name ?? '')}: fumikura group requests`
      : `${countOf(count, 'person', 'people')} ask to join ${cleanLine(group?.name ?? '')}: fumikura group requests`,
}

function showNews(list: NewsEntry[]): string {
  if (list.length === 0) return 'No news.'
  return showTable(
    list.map((entry) => [
      entry.news,
      showTime(entry.at),
      entry.seen ? '' : 'new',
      SENTENCES[entry.kind](cleanLine(entry.from.name), entry),
    ]),
  )
}

export const newsCommands: Command[] = [news, seen, archive, remove]
