// Commands on the links that let people into a group, and on those who ask by them. Such a link is taken by `accept`.
// It is answered by the owner's engine alone, while that is up.
import { EngineError, type GroupLink, type JoinRequest } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { countOf, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { GROUP } from './show-group.ts'

const makeLink = asking<Pick<GroupLink, 'link' | 'expiresAt'>>({
  name: 'group link',
  usage: 'GROUP [--for DURATION] [--approve]',
  summary: 'make a link that lets in whoever has it; it is answered while `up` runs',
  args: GROUP.args,
  options: {
    for: { kind: 'text', hint: 'DURATION', about: 'how long it is good: 12h, 30d (default 7d)' },
    approve: { kind: 'flag', about: 'nobody is in before you say so: `group requests`' },
  },
  async ask({ given, api }) {
    const { link, expiresAt } = await api.groups.createLink({
      group: given.args[0]!,
      lifetimeMs: given.durationMs('for'),
      needsApproval: given.isSet('approve'),
    })
    return { link, expiresAt }
  },
  show: ({ link, expiresAt }) =>
    `${link}\n\nGood for whoever has it, until ${showTime(expiresAt)}, while \`fumikura up\` runs.`,
})

const links = asking<GroupLink[]>({
  name: 'group links',
  ...GROUP,
  summary: 'the links into a group of yours, and how many came by each',
  ask: ({ given, api }) => api.groups.links({ group: given.args[0]! }),
  show: showLinks,
})

const revoke = asking<GroupLink[]>({
  name: 'group revoke',
  usage: 'LINK-ID',
  summary: 'let nobody in by that link any more',
  args: { min: 1, max: 1 },
  ask: ({ given, api }) => api.groups.revokeLink({ link: given.args[0]! }),
  show: showLinks,
})

function showLinks(list: GroupLink[]): string {
  if (list.length === 0) return 'No links.'
  return showTable(
    list.map(({ id, state, expiresAt, uses, needsApproval }) => [
      id,
      state,
      `until ${showTime(expiresAt)}`,
      `${countOf(uses, 'person', 'people')} came`,
      needsApproval ? 'asks you first' : '',
    ]),
  )
}

const requests = asking<JoinRequest[]>({
  name: 'group requests',
  usage: '',
  summary: 'who asks to be let into groups of yours',
  ask: ({ api }) => api.groups.requests(),
  show: showRequests,
})

const answer = asking<JoinRequest[]>({
  name: 'group answer',
  usage: 'REQUEST yes|no',
  summary: 'let somebody in who asks, or not',
  args: { min: 2, max: 2 },
  ask({ given, api }) {
    const [request = '', word] = given.args
    if (word !== 'yes' && word !== 'no') throw new EngineError('INVALID', 'The answer is yes or no.')
    return api.groups.answerRequest({ request, accept: word === 'yes' })
  },
  show: showRequests,
})

function showRequests(list: JoinRequest[]): string {
  if (list.length === 0) return 'Nobody asks.'
  return showTable(
    list.map(({ id, at, from, group, blocked }) => [
      ...[id, showTime(at), showParty(from), group],
      blocked ? 'you have blocked them' : '',
    ]),
  )
}

export const groupLinkCommands: Command[] = [makeLink, links, revoke, requests, answer]
