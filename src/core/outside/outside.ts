// The noun as the handlers see it: what became of the mails of a letter, and what its author can do.
import { findAudience } from '../access/index.ts'
import type { NewsKind } from '../contract/news.ts'
import { correspondentKey, findCorrespondent } from '../correspondents/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { findSentId, hashMailId } from '../letters/index.ts'
import { markAsked, type MailReport } from '../mail/index.ts'
import type { News } from '../news/index.ts'
import type { MailAddress, ObjectHeader } from '../store/index.ts'
import { touch } from '../views/index.ts'
import { listAddressees } from './addressees.ts'
import {
  findMail,
  findReader,
  listFailed,
  removeMail,
  setDue,
  setState,
  type OutState,
} from './mail-queue.ts'
import { Outbox, type OutboxParts } from './outbox.ts'
import { readdress } from './readdress.ts'
import { tryAgain } from './settle-try.ts'

export interface OutsideParts extends Omit<OutboxParts, 'tell'> {
  news: Pick<News, 'record' | 'remove'>
}

export interface MailReaderStatus extends MailAddress {
  key: Uint8Array
  /** `recalled`: its author took it back before a server had it. */
  state: OutState | 'recalled'
  note: string
  /** The address that it was sent to instead. Null if to none. */
  sentInstead: string | null
}

/** Kinds of news about a mail that did not reach its reader. */
const TROUBLES = ['mail-refused', 'mail-unsure', 'mail-returned'] as const satisfies NewsKind[]

const FAILED: ReadonlySet<string> = new Set(['refused', 'returned', 'unsure'])

export class Outside {
  readonly #parts: OutsideParts
  readonly #outbox: Outbox

  constructor(parts: OutsideParts) {
    this.#parts = parts
    this.#outbox = new Outbox({
      ...parts,
      tell: (tx, { object, person, state, line }) => {
        if (state === 'accepted') this.#noteAsked(tx, object, person)
        else this.#tell(tx, state === 'unsure' ? 'mail-unsure' : 'mail-refused', { object, person, line })
      },
    })
  }

  start(): Promise<void> {
    return this.#outbox.start()
  }

  close(): Promise<void> {
    return this.#outbox.close()
  }

  /** The account and the address that a mail is from. Null wants the usual ones. */
  findSendingAccount(wanted: string | null) {
    return this.#parts.mailSender.findSendingAccount(this.#parts.ledger, wanted)
  }

  isOwnAddress(address: string): boolean {
    return this.#parts.mailSender.isOwnAddress(this.#parts.ledger, address)
  }

  /** Tries again what was refused, came back or may not have arrived. False if there is nothing. */
  async tryAgain(object: Uint8Array): Promise<boolean> {
    const { ledger, identity, clock, news } = this.#parts
    return ledger.write((tx) => {
      const isTried = tryAgain(tx, object, identity.device.publicKey, clock.now())
      if (isTried) for (const kind of TROUBLES) news.remove(tx, kind, object)
      return isTried
    })
  }

  /**
   * Sends a mail to another address than the one that it did not reach.
   * @throws INVALID if it reached `from`, or has another address already; RECALLED
   */
  async readdress(object: Uint8Array, from: string, to: MailAddress): Promise<void> {
    const { ledger, identity, clock, news } = this.#parts
    const device = identity.device.publicKey
    await ledger.write((tx) => {
      readdress(tx, { object, from, to, device, at: clock.now() })
      const isMended = ({ state, sentInstead }: MailReaderStatus): boolean =>
        !FAILED.has(state) || sentInstead !== null
      const header = this.#parts.store.findOwn(tx, object)?.header ?? {}
      if (!listMailReaders(tx, object, header).every(isMended)) return
      for (const kind of TROUBLES) news.remove(tx, kind, object)
    })
  }

  /** Tries at once what failed before: the server of this account can be reached again. */
  async hurry(account: string): Promise<void> {
    const { ledger, identity, clock, store, mailSender } = this.#parts
    const isOf = (object: Uint8Array): boolean => {
      const from = store.findOwn(ledger, object)?.header.byMail?.from ?? null
      return mailSender.findSendingAccount(ledger, from)?.account === account
    }
    const failed = listFailed(ledger, identity.device.publicKey).filter(isOf)
    if (failed.length === 0) return
    await ledger.write((tx) => {
      const waits = (object: Uint8Array): boolean => (findMail(tx, object)?.dueAt ?? null) !== null
      for (const object of failed.filter(waits)) setDue(tx, object, clock.now())
    })
  }

  /**
   * Takes a report about an own mail. Returns false if it is about another one. A report proves
   * nothing, so it changes no right.
   */
  async takeReport({ envelopeId, originalMessageId, recipients }: MailReport): Promise<boolean> {
    const { ledger, clock } = this.#parts
    const object = [envelopeId, originalMessageId]
      .flatMap((id) => (id === null ? [] : [findSentId(ledger, hashMailId(id))]))
      .find((one) => one !== null)
    if (object === undefined) return false
    await ledger.write((tx) => {
      for (const { address, action, status, diagnostic } of recipients) {
        const reader = { objectId: object, person: correspondentKey({ name: '', address }) }
        const isFailed = action === 'failed'
        if (!isFailed || findReader(tx, reader)?.state === undefined) continue
        const line = diagnostic || (status ?? '')
        setState(tx, reader, { state: 'returned', at: clock.now(), note: line })
        this.#tell(tx, 'mail-returned', { object, person: reader.person, line })
        touch(tx, object)
      }
    })
    return true
  }

  /** It may be the mail that asks a sender to stop. */
  #noteAsked(tx: Transaction, object: Uint8Array, person: Uint8Array): void {
    const subject = this.#parts.store.findOwn(tx, object)?.header.title
    if (subject === undefined) return
    for (const one of markAsked(tx, { person, subject, at: this.#parts.clock.now() })) touch(tx, one)
  }

  #tell(
    tx: Transaction,
    kind: NewsKind,
    { object, person, line }: { object: Uint8Array; person: Uint8Array; line: string },
  ): void {
    const { name = '', address = '' } = findCorrespondent(tx, person) ?? {}
    this.#parts.news.record(tx, { kind, person, name: name || address, about: object, words: line })
  }
}

/** How a letter is with those to whom it goes by mail. */
export function listMailReaders(
  rows: Rows,
  object: Uint8Array,
  { byMail }: Pick<ObjectHeader, 'byMail'>,
): MailReaderStatus[] {
  return listAddressees(rows, object, { byMail }).map(({ name, address, key }) => {
    const known = findReader(rows, { objectId: object, person: key })
    if (known !== null) {
      const { state, note, instead } = known
      const sentInstead = instead === null ? null : (findCorrespondent(rows, instead)?.address ?? null)
      return { name, address, key, state, note, sentInstead }
    }
    const isRecalled = (findAudience(rows, object, key)?.recalledAt ?? null) !== null
    return { name, address, key, state: isRecalled ? 'recalled' : 'waiting', note: '', sentInstead: null }
  })
}

/** Called when a letter is deleted. */
export function forgetMail(tx: Transaction, object: Uint8Array): void {
  removeMail(tx, object)
}
