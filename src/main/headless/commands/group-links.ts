// Commands on the links of a group, and on requests to join. `accept` uses a group link.
// Only the owner's engine answers a link, while it runs.
import type { GroupLink, JoinRequest } from '../../../core/contract/index.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, duration, flag, oneOf, QR } from '../fields.ts'
import { countOf, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'
import { GROUP } from './show-group.ts'

const makeLink = asking({
  name: 'group link',
  summary: 'create a group link; many people can join with it, while `up` runs',
  fields: {
    group: GROUP,
    lifetimeMs: duration('DURATION', 'how long it is valid: 12h, 30d (default 7d)').as('for'),
    needsApproval: flag('ask you first; `group requests` lists who waits').as('approve'),
    qr: QR,
  },
  async ask({ api, input: { group, lifetimeMs, needsApproval } }) {
    const { link, expiresAt } = await api.groups.createLink({ group, lifetimeMs, needsApproval })
    return { link, expiresAt }
  },
  linkOf: ({ link }) => link,
  show: ({ link, expiresAt }) =>
    `${link}\n\nAnyone who has it can use it until ${showTime(expiresAt)}, while \`fumikura up\` runs.`,
})

const links = calling('groups.links', {
  name: 'group links',
  summary: 'the links of your group, and how many people joined with each',
  fields: { group: GROUP },
  show: showLinks,
})

const revoke = calling('groups.revokeLink', {
  name: 'group revoke',
  summary: 'revoke a group link; everyone who joined with it stays',
  fields: { link: argument('LINK-ID') },
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

const requests = calling('groups.requests', {
  name: 'group requests',
  summary: 'requests to join your groups',
  show: showRequests,
})

const YES_OR_NO = argument('yes|no')
  .to(oneOf(['yes', 'no'], 'The answer is yes or no.'))
  .to((word) => word === 'yes')

const answer = calling('groups.answerRequest', {
  name: 'group answer',
  summary: 'let in or decline a person who asks to join',
  fields: { request: argument('REQUEST'), accept: YES_OR_NO },
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
