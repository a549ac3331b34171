// Invites made here, invites of others accepted here, and contact requests (knocks) without an
// invite. Before the life of a message, because letters are sent only between paired people.
import type { CreatedInvite, Invite, InviteId, KnockResult, Party } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** The other person may have to start their Fumikura first; the person can cancel the wait. */
const ACCEPT_WAIT_MS = 60_000
const KNOCK_WAIT_MS = 4000
const HOUR_MS = 60 * 60 * 1000

export type PastedLink = 'invite' | 'group' | 'address' | 'own-address' | 'empty' | 'unknown'

export class Invites extends LiveRead<readonly Invite[]> {
  #offered = $state('')

  constructor(app: App) {
    // A pairing uses up an invite; no other event reports it.
    super(app, { read: () => app.api.invites.list(), after: ['contact-changed'] })
    this.listen()
  }

  /** The invites, newest first; null until they are read. */
  get list(): readonly Invite[] | null {
    return this.value
  }

  /**
   * Keeps a link from a letter or from outside the app for the field that takes links; the person
   * does the rest.
   */
  offer(link: string): void {
    this.#offered = link
  }

  /** Returns the offered link and forgets it; empty if there is none. */
  takeOffered(): string {
    const offered = this.#offered
    this.#offered = ''
    return offered
  }

  /** @throws UNREACHABLE, NO_SPACE */
  async create(hours: number): Promise<CreatedInvite> {
    const invite = await this.app.api.invites.create({ lifetimeMs: hours * HOUR_MS })
    await this.read()
    return invite
  }

  /** @throws NOT_FOUND */
  async revoke(invite: InviteId): Promise<void> {
    this.set(await this.app.api.invites.revoke({ invite }))
  }

  /** @throws INVITE_USED, INVITE_EXPIRED, INVITER_AWAY, INVALID, CANCELLED */
  accept(link: string, signal: AbortSignal): Promise<Party> {
    return this.app.api.invites.accept({ link: link.trim(), waitMs: ACCEPT_WAIT_MS }, { signal })
  }

  /** @throws INVALID, TOO_LARGE, QUOTA, BLOCKED, CANCELLED */
  knock(address: string, text: string, signal: AbortSignal): Promise<KnockResult> {
    const order = { address: address.trim(), text: text.trim(), waitMs: KNOCK_WAIT_MS }
    return this.app.api.knocks.send(order, { signal })
  }
}

/** Recognises the kind of a pasted text by its beginning; the engine checks its content. */
export function recogniseLink(text: string, ownAddress: string | null): PastedLink {
  const link = text.trim()
  if (link === '') return 'empty'
  if (link === ownAddress) return 'own-address'
  if (link.startsWith('fumikura://invite/')) return 'invite'
  if (link.startsWith('fumikura://group/')) return 'group'
  return link.startsWith('fumikura://person/') ? 'address' : 'unknown'
}
