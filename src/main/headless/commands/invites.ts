// Commands on invites: make one, accept one, look after those who come by it.
// A link is answered while the engine of its home runs, and waits until then.
import {
  EngineError,
  isEngineError,
  type AcceptedInvite,
  type Api,
  type AcceptedState,
  type CreatedInvite,
  type GroupSummary,
  type Invite,
  type InviteGuest,
  type PendingInvite,
} from '../../../core/contract/index.ts'
import { findLink, invitationPage, invitationText } from '../../../text/invitation.ts'
import { asking, calling, type Command } from '../command.ts'
import { argument, choice, flag, number, QR, rest, text, wait, words, type ValuesOf } from '../fields.ts'
import { cleanLine, countOf, showParty, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MAX_DAYS = 30
const MAX_PEOPLE = 100
const SEVERAL = 20
/** What --json prints. */
const INVITES =
  '[{ id, invite, forWhom, createdAt, expiresAt, state: open|used|expired|revoked, people, guests: [{ person, name, at }], waiting }]'
const GUESTS = '[{ guest, invite, person, name, at }]'
const PENDING = '[{ invite, person, name, state: waiting|asked, since, expiresAt }]'

interface Invitation extends CreatedInvite {
  /** The text to send. */
  text: string
}

const invite = asking({
  name: 'invite',
  usage: '[--for NAME] [--people HOW-MANY] [--days N] [--language en|ja] [--qr]',
  summary: 'create an invite link, with a text to send',
  fields: {
    lifetimeMs: number(MAX_DAYS, 'N', `how many days it is valid: 1 to ${MAX_DAYS} (default 7)`)
      .as('days')
      .to(parseDays),
    forWhom: text('NAME', 'whom it is for; only you see this, in `invites`').as('for'),
    people: text(
      'HOW-MANY',
      `one (default), several (${SEVERAL}), or a number up to ${MAX_PEOPLE}; with more than one you accept each`,
    ).to(parsePeople),
    language: choice(['en', 'ja'], 'en|ja', 'the language of the text (default en)'),
    qr: QR,
  },
  prints: '{ id, invite, expiresAt, people, forWhom, text }',
  async ask({ api, input: { language = 'en', lifetimeMs, people, forWhom } }): Promise<Invitation> {
    const { name } = await api.people.whoami()
    const made = await api.invites.create({ lifetimeMs, people, forWhom })
    const { invite: link, expiresAt } = made
    const until = new Date(expiresAt).toLocaleString(language, { dateStyle: 'long', timeStyle: 'short' })
    const page = await findPage(api, link)
    const words = { name, words: '', link, page, people: made.people, until }
    return { ...made, text: invitationText(language, words) }
  },
  linkOf: ({ invite: link }) => link,
  show: ({ invite: link, expiresAt, people, text }) =>
    `${link}\n\n${countOf(people, 'person', 'people')} can use it until ${showTime(expiresAt)}. ` +
    `It is answered while \`fumikura up\` runs.\n\n${text}`,
})

/** @throws INVALID */
function parseDays(days: number): number {
  if (days === 0) throw new EngineError('INVALID', `--days must be 1 to ${MAX_DAYS}.`)
  return days * DAY_MS
}

/**
 * Returns the page of the invite on the person's site; null if no site is on the web, also because
 * the host of the engine serves none.
 */
async function findPage(api: Api, link: string): Promise<string | null> {
  const state = await api.site.state().catch(ignoreAbsence)
  if (state === null) return null
  const { isOn, webAddress } = state
  return isOn && webAddress !== null ? invitationPage(webAddress, link) : null
}

/** A door answers INVALID to a call that it does not serve. */
function ignoreAbsence(error: unknown): null {
  if (!isEngineError(error, 'INVALID')) throw error
  return null
}

/** @throws INVALID */
function parsePeople(text: string): number | undefined {
  if (text === 'one') return undefined
  if (text === 'several') return SEVERAL
  const people = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (people < 1 || people > MAX_PEOPLE)
    throw new EngineError('INVALID', `--people is one, several, or a number from 1 to ${MAX_PEOPLE}.`)
  return people
}

const GROUP_LINK = /^fumikura:\/\/group\//i

const accept = asking({
  name: 'accept',
  summary: 'accept an invite, or join a group by its link',
  fields: { link: words('rest', 'the link, or a text that contains it'), waitMs: wait() },
  prints: '{ person, name, state: paired|waiting|asked }; of a group link: the group',
  async ask({ api, input: { link: typed, waitMs } }): Promise<AcceptedInvite | GroupSummary> {
    const link = findLink(typed) ?? typed.trim()
    return GROUP_LINK.test(link) ? api.groups.join({ link, waitMs }) : api.invites.accept({ link, waitMs })
  },
  show: (joined) => ('group' in joined ? showJoined(joined) : ACCEPTED[joined.state](cleanLine(joined.name))),
})

const ACCEPTED: Readonly<Record<AcceptedState, (name: string) => string>> = {
  paired: (name) => `You and ${name} are contacts now.`,
  asked: (name) => `${name} has your answer, and decides. It goes on while \`fumikura up\` runs.`,
  waiting: (name) =>
    `${name} is offline. Your answer is stored, and goes on when ${name} is online and \`fumikura up\` runs here.`,
}

function showJoined({ name, membership }: GroupSummary): string {
  return membership === 'asked'
    ? `You asked to join ${cleanLine(name)}. Its owner decides.`
    : `You are now in ${cleanLine(name)}.`
}

const invites = calling('invites.list', {
  name: 'invites',
  summary: 'your invite links, and who came by each',
  prints: INVITES,
  show: showInvites,
})

const revoke = calling('invites.revoke', {
  name: 'invites revoke',
  summary: 'revoke an invite link; those who came by it stay',
  fields: { invite: argument('INVITE-ID') },
  prints: INVITES,
  show: showInvites,
})

function showInvites(list: Invite[]): string {
  if (list.length === 0) return 'No invite links.'
  return showTable(
    list.map(({ id, forWhom, state, expiresAt, people, guests, waiting }) => [
      id,
      forWhom === null ? '' : cleanLine(forWhom),
      state,
      `until ${showTime(expiresAt)}`,
      `for ${people === 1 ? 'one' : people}`,
      guests.length === 0 ? '' : `came: ${guests.map(showParty).join(', ')}`,
      waiting === 0 ? '' : `${waiting} waiting`,
    ]),
  )
}

const guests = calling('invites.guests', {
  name: 'invites guests',
  summary: 'those who came by an invite for several, and wait for you',
  prints: GUESTS,
  show: showGuests,
})

const ANSWER = {
  usage: 'GUEST… | --all [--invite INVITE-ID]',
  fields: {
    guests: rest('GUEST', 0, 500),
    all: flag('all who wait'),
    invite: text('INVITE-ID', 'with --all: only those who came by this invite'),
  },
  prints: GUESTS,
}

const approve = asking({
  name: 'invites approve',
  summary: 'accept those who came by your invite; you become contacts',
  ...ANSWER,
  ask: ({ api, input }) => answerGuests(api, input, true),
  show: showGuests,
})

const decline = asking({
  name: 'invites decline',
  summary: 'decline them; they are not told',
  ...ANSWER,
  ask: ({ api, input }) => answerGuests(api, input, false),
  show: showGuests,
})

/** @throws INVALID */
async function answerGuests(
  api: Api,
  { guests, all, invite }: ValuesOf<typeof ANSWER.fields>,
  accept: boolean,
): Promise<InviteGuest[]> {
  if (all && guests.length > 0) throw new EngineError('INVALID', 'Give either ids or --all.')
  const waiting = all ? await api.invites.guests() : []
  const chosen = waiting.filter(({ invite: by }) => invite === undefined || by === invite)
  const ids = all ? chosen.map(({ guest }) => guest) : guests
  return ids.length === 0 ? api.invites.guests() : api.invites.answer({ guests: ids, accept })
}

function showGuests(list: InviteGuest[]): string {
  if (list.length === 0) return 'Nobody waits.'
  return showTable(
    list.map((one) => [one.guest, showTime(one.at), showParty(one), `by ${one.invite.slice(0, 12)}`]),
  )
}

const pending = calling('invites.pending', {
  name: 'invites pending',
  summary: 'invites of others that you accepted, and that are not answered yet',
  prints: PENDING,
  show: showPending,
})

const withdraw = calling('invites.withdraw', {
  name: 'invites withdraw',
  summary: 'stop waiting for an invite that you accepted',
  fields: { invite: argument('INVITE-ID') },
  prints: PENDING,
  show: showPending,
})

function showPending(list: PendingInvite[]): string {
  if (list.length === 0) return 'You wait for nobody.'
  return showTable(
    list.map((one) => [
      one.invite,
      showParty(one),
      one.state === 'asked' ? 'decides' : 'offline so far',
      `since ${showTime(one.since)}`,
      `until ${showTime(one.expiresAt)}`,
    ]),
  )
}

export const inviteCommands: Command[] = [
  ...[invite, accept, invites, revoke, guests, approve, decline, pending, withdraw],
]
