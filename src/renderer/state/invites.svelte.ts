// Invites made here and those who came by them, invites of others accepted here, and contact
// requests (knocks) without an invite. Before the life of a message, because letters are sent only
// between paired people.
import type {
  AcceptedInvite,
  CreatedInvite,
  Invite,
  InviteGuest,
  InviteId,
  KnockResult,
  PendingInvite,
} from '../../core/contract/index.ts'
import { findLink } from '../../text/invitation.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** After this an acceptance waits in the list, and goes on when the inviter is online. */
const ACCEPT_WAIT_MS = 8000
const KNOCK_WAIT_MS = 4000
const DAY_MS = 24 * 60 * 60 * 1000

export type PastedLink =
  'invite' | 'group' | 'address' | 'own-address' | 'letter' | 'empty' | 'broken' | 'unknown'

interface AllInvites {
  list: readonly Invite[]
  guests: readonly InviteGuest[]
  pending: readonly PendingInvite[]
}

export class Invites extends LiveRead<AllInvites> {
  #offered = $state('')

  constructor(app: App) {
    const { invites } = app.api
    super(app, {
      read: async () => {
        const [list, guests, pending] = await Promise.all([
          invites.list(),
          invites.guests(),
          invites.pending(),
        ])
        return { list, guests, pending }
      },
      after: ['contact-changed', 'invites-changed'],
    })
    this.listen()
  }

  /** The invites, newest first; null until they are read. */
  get list(): readonly Invite[] | null {
    return this.value?.list ?? null
  }

  /** Those who came by an invite for several and wait, newest first. */
  get guests(): readonly InviteGuest[] {
    return this.value?.guests ?? []
  }

  /** Accepted invites of others that are not answered yet, newest first. */
  get pending(): readonly PendingInvite[] {
    return this.value?.pending ?? []
  }

  /**
   * Keeps a link from a letter or from outside the app for the field that takes links; the person
   * does the rest.
   */
  offer(link: string): void {
    this.#offered = link
  }

  /** Returns the offered link and forgets it; empty if there is none. */
  removeOffered(): string {
    const offered = this.#offered
    this.#offered = ''
    return offered
  }

  /** `forWhom`: only this person sees it; empty for no name. @throws UNREACHABLE, NO_SPACE */
  async create(days: number, people: number, forWhom = ''): Promise<CreatedInvite> {
    const invite = await this.app.api.invites.create({
      lifetimeMs: days * DAY_MS,
      people,
      forWhom: forWhom.trim() === '' ? undefined : forWhom.trim(),
    })
    await this.read()
    return invite
  }

  /** @throws NOT_FOUND */
  async revoke(invite: InviteId): Promise<void> {
    await this.app.api.invites.revoke({ invite })
    await this.read()
  }

  /** @throws NOT_FOUND, QUOTA, BLOCKED, INVALID */
  async answer(guests: readonly InviteGuest[], accept: boolean): Promise<void> {
    await this.app.api.invites.answer({ guests: guests.map(({ guest }) => guest), accept })
    await this.read()
    this.app.counts.readSoon()
  }

  /** @throws INVITE_USED, INVITE_EXPIRED, BLOCKED, INVALID */
  async accept(text: string, signal?: AbortSignal): Promise<AcceptedInvite> {
    const order = { link: linkIn(text), waitMs: ACCEPT_WAIT_MS }
    const accepted = await this.app.api.invites.accept(order, { signal })
    await this.read()
    return accepted
  }

  /** Stops waiting for an accepted invite. @throws NOT_FOUND */
  async withdraw({ invite }: PendingInvite): Promise<void> {
    await this.app.api.invites.withdraw({ invite })
    await this.read()
  }

  /** @throws INVALID, TOO_LARGE, QUOTA, BLOCKED, CANCELLED */
  knock(address: string, text: string, signal: AbortSignal): Promise<KnockResult> {
    const order = { address: linkIn(address), text: text.trim(), waitMs: KNOCK_WAIT_MS }
    return this.app.api.knocks.send(order, { signal })
  }
}

/** Returns the link in a pasted text, which may be a whole invitation; otherwise the text. */
export const linkIn = (text: string): string => findLink(text) ?? text.trim()

const KINDS: readonly (readonly [start: string, kind: PastedLink])[] = [
  ['fumikura://invite/', 'invite'],
  ['fumikura://group/', 'group'],
  ['fumikura://person/', 'address'],
  ['fumikura://ref/', 'letter'],
]

/** Recognises what a pasted text has; the engine checks its content. */
export function recogniseLink(text: string, ownAddress: string | null): PastedLink {
  const link = findLink(text)
  if (link === null) return text.trim() === '' ? 'empty' : text.includes('fumikura://') ? 'broken' : 'unknown'
  if (link === ownAddress) return 'own-address'
  return KINDS.find(([start]) => link.startsWith(start))?.[1] ?? 'unknown'
}
