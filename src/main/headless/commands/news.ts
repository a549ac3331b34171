// Commands on news: what happened that is no letter, such as a new contact, a new name, a group.
import { EngineError, type NewsEntry, type NewsKind, type NewsPlace } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { flag, flagFor, rest } from '../fields.ts'
import { cleanLine, countOf, shortRef, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const PRINTS =
  '[{ news, kind, at, from: { person, name }, count, group: { group, name }|null, invite, formerName, letter: { ref, subject, line }|null, seen, place: inbox|archive|removed }]'

const news = calling('news.list', {
  name: 'news',
  summary: 'what happened that is no letter: new contacts, new names, groups',
  fields: { place: flagFor('archive', 'what you archived').as('archive') },
  prints: PRINTS,
  show: showNews,
})

const seen = ordering('seen', 'mark news as seen', { seen: true })
const archive = ordering('archive', 'archive news', { place: 'archive' })
const remove = ordering('remove', 'remove news', { place: 'removed' })

/** A command that changes the chosen news and lists what is in the inbox then. */
function ordering(word: string, summary: string, change: { seen?: boolean; place?: NewsPlace }): Command {
  return asking({
    name: `news ${word}`,
    usage: 'NEWS-ID… | --all',
    summary,
    fields: { ids: rest('NEWS-ID', 0, 500), all: flag('all in the inbox') },
    prints: PRINTS,
    async ask({ api, input: { ids, all } }) {
      if (all === ids.length > 0) throw new EngineError('INVALID', 'Give either ids or --all.')
      const chosen = all ? (await api.news.list()).map((one) => one.news) : ids
      if (chosen.length > 0) await api.news.order({ news: chosen, ...change })
      return api.news.list()
    },
    show: showNews,
  })
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
  'mail-refused': (name, entry) => `Not sent to ${name}: ${showLetter(entry)}. To try again: fumikura let-go`,
  'mail-unsure': (name, entry) =>
    `Perhaps not sent to ${name}: ${showLetter(entry)}. To send it again: fumikura let-go`,
  'mail-returned': (name, entry) => `Came back from ${name}: ${showLetter(entry)}`,
}

function showLetter({ letter }: NewsEntry): string {
  const line = cleanLine(letter?.line ?? '')
  return `“${cleanLine(letter?.subject ?? '')}”${line === '' ? '' : `: ${line}`} (${letter === null ? '' : shortRef(letter.ref)})`
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
