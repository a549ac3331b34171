// Commands on the links of a group, and on requests to join. `accept` uses a group link.
// Only the owner's engine answers a link, while it runs.
import { EngineError, type GroupLink, type JoinRequest } from '../../../core/contract/index.ts'
import { asking, QR_OPTION, type Command } from '../command.ts'
import { countOf, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { GROUP } from './show-group.ts'

const makeLink = asking<Pick<GroupLink, 'link' | 'expiresAt'>>({
  name: 'group link',
  usage: 'GROUP [--for DURATION] [--approve] [--qr]',
  summary: 'create a group link; many people can join with it, while `up` runs',
  args: GROUP.args,
  options: {
    for: { kind: 'text', hint: 'DURATION', about: 'how long it is valid: 12h, 30d (default 7d)' },
    approve: { kind: 'flag', about: 'ask you first; `group requests` lists who waits' },
    ...QR_OPTION,
  },
  linkOf: ({ link }) => link,
  async ask({ given, api }) {
    const { link, expiresAt } = await api.groups.createLink({
      group: given.args[0]!,
      lifetimeMs: given.durationMs('for'),
      needsApproval: given.isSet('approve'),
    })
    return { link, expiresAt }
  },
  show: ({ link, expiresAt }) =>
    `${link}\n\nAnyone who has it can use it until ${showTime(expiresAt)}, while \`fumikura up\` runs.`,
})

const links = asking<GroupLink[]>({
  name: 'group links',
  ...GROUP,
  summary: 'the links of your group, and how many people joined with each',
  ask: ({ given, api }) => api.groups.links({ group: given.args[0]! }),
  show: showLinks,
})

const revoke = asking<GroupLink[]>({
  name: 'group revoke',
  usage: 'LINK-ID',
  summary: 'revoke a group link; everyone who joined with it stays',
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
      `${countOf(uses, 'person', 'people')} joined`,
      needsApproval ? 'asks you first' : '',
    ]),
  )
}

const requests = asking<JoinRequest[]>({
  name: 'group requests',
  usage: '',
  summary: 'requests to join your groups',
  ask: ({ api }) => api.groups.requests(),
  show: showRequests,
})

const answer = asking<JoinRequest[]>({
  name: 'group answer',
  usage: 'REQUEST yes|no',
  summary: 'let in or decline a person who asks to join',
  args: { min: 2, max: 2 },
  ask({ given, api }) {
    const [request = '', word] = given.args
    if (word !== 'yes' && word !== 'no') throw new EngineError('INVALID', 'The answer is yes or no.')
    return api.groups.answerRequest({ request, accept: word === 'yes' })
  },
  show: showRequests,
})

function showRequests(list: JoinRequest[]): string {
  if (list.length === 0) return 'No requests.'
  return showTable(
    list.map(({ id, at, from, group, blocked }) => [
      ...[id, showTime(at), showParty(from), group],
      blocked ? 'you have blocked them' : '',
    ]),
  )
}

export const groupLinkCommands: Command[] = [makeLink, links, revoke, requests, answer]
