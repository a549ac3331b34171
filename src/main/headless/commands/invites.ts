// Commands on invites: make one, accept one, look after those who come by it.
// A link is answered while the engine of its home runs, and waits until then.
import {
  EngineError,
  isEngineError,
  type AcceptedInvite,
  type AcceptedState,
  type CreatedInvite,
  type GroupSummary,
  type Invite,
  type InviteGuest,
  type PendingInvite,
} from '../../../core/contract/index.ts'
import {
  findLink,
  invitationPage,
  invitationText,
  type InvitationLanguage,
} from '../../../text/invitation.ts'
import { asking, QR_OPTION, type Asked, type Command } from '../command.ts'
import type { Given } from '../given.ts'
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

const invite = asking<Invitation>({
  name: 'invite',
  usage: '[--for NAME] [--people HOW-MANY] [--days N] [--language en|ja] [--qr]',
  summary: 'create an invite link, with a text to send',
  options: {
    days: { kind: 'text', hint: 'N', about: `how many days it is valid: 1 to ${MAX_DAYS} (default 7)` },
    for: {
      kind: 'text',
      hint: 'NAME',
      about: 'whom it is for; only you see this, in `invites`',
    },
    people: {
      kind: 'text',
      hint: 'HOW-MANY',
      about: `one (default), several (${SEVERAL}), or a number up to ${MAX_PEOPLE}; with more than one you accept each`,
    },
    language: { kind: 'text', hint: 'en|ja', about: 'the language of the text (default en)' },
    ...QR_OPTION,
  },
  prints: '{ id, invite, expiresAt, people, forWhom, text }',
  ask: makeInvite,
  linkOf: ({ invite: link }) => link,
  show: ({ invite: link, expiresAt, people, text }) =>
    `${link}\n\n${countOf(people, 'person', 'people')} can use it until ${showTime(expiresAt)}. ` +
    `It is answered while \`fumikura up\` runs.\n\n${text}`,
})

async function makeInvite({ given, api }: Asked): Promise<Invitation> {
  const language = parseLanguage(given.text('language'))
  const days = given.number('days', MAX_DAYS)
  if (days === 0) throw new EngineError('INVALID', `--days must be 1 to ${MAX_DAYS}.`)
  const lifetimeMs = days === undefined ? undefined : days * DAY_MS
  const { name } = await api.people.whoami()
  const made = await api.invites.create({
    lifetimeMs,
    people: parsePeople(given.text('people')),
    forWhom: parseName(given.text('for')),
  })
  const { invite: link, people, expiresAt } = made
  const until = new Date(expiresAt).toLocaleString(language, { dateStyle: 'long', timeStyle: 'short' })
  const page = await findPage(api, link)
  return { ...made, text: invitationText(language, { name, words: '', link, page, people, until }) }
}

/**
 * Returns the page of the invite on the person's site; null if no site is on the web, also because
 * the host of the engine serves none.
 */
async function findPage(api: Asked['api'], link: string): Promise<string | null> {
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
function parsePeople(text: string | undefined): number | undefined {
  if (text === undefined || text === 'one') return undefined
  if (text === 'several') return SEVERAL
  const people = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (people < 1 || people > MAX_PEOPLE)
    throw new EngineError('INVALID', `--people is one, several, or a number from 1 to ${MAX_PEOPLE}.`)
  return people
}

/** @throws INVALID */
function parseName(text: string | undefined): string | undefined {
  if (text?.trim() === '') throw new EngineError('INVALID', '--for needs a name.')
  return text
}

/** @throws INVALID */
function parseLanguage(text = 'en'): InvitationLanguage {
  if (text !== 'en' && text !== 'ja') throw new EngineError('INVALID', '--language is en or ja.')
  return text
}

const GROUP_LINK = /^fumikura:\/\/group\//i

const accept = asking<AcceptedInvite | GroupSummary>({
  name: 'accept',
  usage: '[-]',
  summary: 'accept an invite, or join a group by its link',
  words: { link: { takes: 'rest', about: 'the link, or a text that contains it' } },
  network: 'always',
  prints: '{ person, name, state: paired|waiting|asked }; of a group link: the group',
  async ask({ given, typed, api }): Promise<AcceptedInvite | GroupSummary> {
    const text = (await typed.get('link')).trim()
    const asked = { link: findLink(text) ?? text, waitMs: given.waitMs() }
    return GROUP_LINK.test(asked.link) ? api.groups.join(asked) : api.invites.accept(asked)
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

const invites = asking<Invite[]>({
  name: 'invites',
  usage: '',
  summary: 'your invite links, and who came by each',
  prints: INVITES,
  ask: ({ api }) => api.invites.list(),
  show: showInvites,
})

const revoke = asking<Invite[]>({
  name: 'invites revoke',
  usage: 'INVITE-ID',
  summary: 'revoke an invite link; those who came by it stay',
  args: { min: 1, max: 1 },
  prints: INVITES,
  ask: ({ given, api }) => api.invites.revoke({ invite: given.args[0]! }),
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

const guests = asking<InviteGuest[]>({
  name: 'invites guests',
  usage: '',
  summary: 'those who came by an invite for several, and wait for you',
  prints: GUESTS,
  ask: ({ api }) => api.invites.guests(),
  show: showGuests,
})

const ANSWER = {
  usage: 'GUEST… | --all [--invite INVITE-ID]',
  args: { min: 0, max: 500 },
  options: {
    all: { kind: 'flag' as const, about: 'all who wait' },
    invite: {
      kind: 'text' as const,
      hint: 'INVITE-ID',
      about: 'with --all: only those who came by this invite',
    },
  },
}

const approve = asking<InviteGuest[]>({
  name: 'invites approve',
  ...ANSWER,
  summary: 'accept those who came by your invite; you become contacts',
  prints: GUESTS,
  ask: (asked) => answerGuests(asked, true),
  show: showGuests,
})

const decline = asking<InviteGuest[]>({
  name: 'invites decline',
  ...ANSWER,
  summary: 'decline them; they are not told',
  prints: GUESTS,
  ask: (asked) => answerGuests(asked, false),
  show: showGuests,
})

async function answerGuests({ given, api }: Asked, accept: boolean): Promise<InviteGuest[]> {
  const waiting = given.isSet('all') ? await api.invites.guests() : []
  const chosen = given.isSet('all') ? chooseAll(given, waiting) : [...given.args]
  if (chosen.length === 0) return api.invites.guests()
  return api.invites.answer({ guests: chosen, accept })
}

/** @throws INVALID */
function chooseAll(given: Given, waiting: readonly InviteGuest[]): string[] {
  if (given.args.length > 0) throw new EngineError('INVALID', 'Give either ids or --all.')
  const only = given.text('invite')
  return waiting.filter(({ invite: by }) => only === undefined || by === only).map(({ guest }) => guest)
}

function showGuests(list: InviteGuest[]): string {
  if (list.length === 0) return 'Nobody waits.'
  return showTable(
    list.map((one) => [one.guest, showTime(one.at), showParty(one), `by ${one.invite.slice(0, 12)}`]),
  )
}

const pending = asking<PendingInvite[]>({
  name: 'invites pending',
  usage: '',
  summary: 'invites of others that you accepted, and that are not answered yet',
  prints: PENDING,
  ask: ({ api }) => api.invites.pending(),
  show: showPending,
})

const withdraw = asking<PendingInvite[]>({
  name: 'invites withdraw',
  usage: 'INVITE-ID',
  summary: 'stop waiting for an invite that you accepted',
  args: { min: 1, max: 1 },
  prints: PENDING,
  ask: ({ given, api }) => api.invites.withdraw({ invite: given.args[0]! }),
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
