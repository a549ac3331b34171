// Hands mails over to the servers of this person's accounts: the notify step of mail addresses.
// Each try is on disk before its first byte leaves, and its end after it. A try whose end is unknown
// is followed by another one with the same Message-ID, and then by a question.
import { Alarm, toHex, type Clock, type Log } from '../base/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import { envelopeIdOf } from '../letters/index.ts'
import type { SentByMail } from '../store/index.ts'
import { listAddressees } from './addressees.ts'
import { composeMail } from './compose-mail.ts'
import { decideEnd, type FailedTry } from './decide-end.ts'
import {
  countTry,
  findDue,
  findNextDue,
  findUnfiled,
  listOfOthers,
  listOnTheWay,
  listReaders,
  setCopyAt,
  setDue,
  type OutMail,
} from './mail-queue.ts'
import type { MailSender, SendingAccount, Submitted } from './ports.ts'
import {
  beginTry,
  failTry,
  finishTry,
  isTried,
  settleAsSent,
  settleLeft,
  settleOfOther,
  type TellEnd,
  type TriedReader,
} from './settle-try.ts'

export interface OutboxParts extends Pick<DeliveryParts, 'ledger' | 'store' | 'identity'> {
  clock: Clock
  log: Log
  mailSender: MailSender
  tell: TellEnd
}

/** A mail that is ready to leave. */
interface Prepared {
  object: Uint8Array
  byMail: SentByMail
  account: SendingAccount
  messageId: string
  raw: Uint8Array
  /** Those for whom the server is asked to take it. */
  readers: TriedReader[]
}

const COPY_AGAIN_MS = 60 * 60_000
const MAX_COPY_AGE_MS = 48 * COPY_AGAIN_MS

export class Outbox {
  readonly #parts: OutboxParts
  readonly #device: Uint8Array
  readonly #closing = new AbortController()
  #alarm: Alarm | null = null
  #stopListening: (() => void) | null = null

  constructor(parts: OutboxParts) {
    this.#parts = parts
    this.#device = parts.identity.device.publicKey
  }

  /** Settles what an earlier run left on the way, and begins to hand over. */
  async start(): Promise<void> {
    const { ledger, clock, log } = this.#parts
    if (ledger.isDamaged) return
    await this.#settleEarlier()
    const alarm = new Alarm({
      ...{ log, failed: 'mail-not-sent' },
      next: () => findNextDue(ledger, this.#device),
      now: () => clock.now(),
      run: () => this.#run(),
    })
    this.#alarm = alarm
    this.#stopListening = ledger.onCommit(() => alarm.look())
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#stopListening?.()
    await this.#alarm?.close()
  }

  async #settleEarlier(): Promise<void> {
    const { ledger, clock, tell } = this.#parts
    const others = listOfOthers(ledger, this.#device)
    const left = listOnTheWay(ledger)
    if (left.length + others.length === 0) return
    await ledger.write((tx) => {
      for (const object of left) settleLeft(tx, object, clock.now(), tell)
      for (const object of others) settleOfOther(tx, object, clock.now())
    })
  }

  async #run(): Promise<void> {
    const { ledger, clock } = this.#parts
    for (;;) {
      if (this.#closing.signal.aborted) return
      const mail = findDue(ledger, this.#device, clock.now())
      const unfiled = mail === null ? findUnfiled(ledger, this.#device, clock.now()) : null
      if (mail !== null) await this.#handOver(mail)
      else if (unfiled !== null) await this.#fileCopy(unfiled)
      else return
    }
  }

  async #handOver(mail: OutMail): Promise<void> {
    const { ledger, clock, tell } = this.#parts
    const { object } = mail
    const prepared = await this.#prepare(mail)
    if ('end' in prepared)
      return ledger.write((tx) => {
        countTry(tx, object, clock.now())
        setDue(tx, object, null)
        const readers = listReaders(tx, object).filter(isTried)
        failTry(tx, { object, readers, now: clock.now() }, prepared, tell)
      })
    if (await this.#settleByCopy(prepared)) return
    const { readers } = prepared
    const isBegun = await ledger.write((tx) => {
      if (readers.length === 0) setDue(tx, object, null)
      return readers.length > 0 && beginTry(tx, { ...prepared, now: clock.now() })
    })
    // It was changed meanwhile, and is still due.
    if (!isBegun) return
    const result = await this.#submit(prepared)
    await ledger.write((tx) => {
      const trying = { object, readers, now: clock.now() }
      if ('end' in result) failTry(tx, trying, result, tell)
      else finishTry(tx, trying, result, tell)
    })
  }

  async #prepare(mail: OutMail): Promise<Prepared | FailedTry> {
    const { ledger, store, mailSender, log } = this.#parts
    const { object, at } = mail
    const byMail = store.findOwn(ledger, object)?.header.byMail ?? { from: '', to: [] }
    const account = mailSender.findSendingAccount(ledger, byMail.from)
    if (account === null) return { end: 'later', line: `No account sends from ${byMail.from}.` }
    const all = this.#listReaders(object, byMail)
    const from = { name: account.name, address: byMail.from }
    // Those from whom it was recalled, or whom it cannot reach, are not in the mail.
    const to = all.filter(({ state, instead }) => state !== 'refused' && instead === null)
    try {
      const composed = await composeMail(this.#parts, { object, from, to, at })
      return { ...{ object, byMail, account }, ...composed, readers: all.filter(isTried) }
    } catch (error) {
      log.warn('mail-not-composed', { message: String(error) })
      return { end: 'later', line: String(error) }
    }
  }

  #listReaders(object: Uint8Array, byMail: SentByMail): (TriedReader & { name: string })[] {
    const { ledger } = this.#parts
    const known = new Map(listReaders(ledger, object).map((one) => [toHex(one.correspondent), one]))
    return listAddressees(ledger, object, { byMail }).flatMap(({ name, address, key }) => {
      const reader = known.get(toHex(key))
      return reader === undefined ? [] : [{ ...reader, name, address }]
    })
  }

  /** After an unknown end the copy that the server filed tells if it has the mail. */
  async #settleByCopy({ object, account, messageId, readers }: Prepared): Promise<boolean> {
    const { mailSender, ledger, clock, log, tell } = this.#parts
    if (readers.every(({ state }) => state !== 'unsure')) return false
    const wasSent = await mailSender.wasSent(account.account, messageId).catch((error: unknown) => {
      log.warn('mail-copy-not-found', { message: String(error) })
      return false
    })
    if (wasSent) await ledger.write((tx) => settleAsSent(tx, { object, readers, now: clock.now() }, tell))
    return wasSent
  }

  async #submit({ object, account, byMail, raw, readers }: Prepared): Promise<Submitted | FailedTry> {
    const to = readers.map(({ address }) => address)
    const envelope = { from: byMail.from, to, raw, envelopeId: envelopeIdOf(object) }
    try {
      return await this.#parts.mailSender.open(account.account).submit(envelope, this.#closing.signal)
    } catch (error) {
      return decideEnd(error)
    }
  }

  /** The mail itself is out, so a failure is only logged, and tried again for two days. */
  async #fileCopy(mail: OutMail): Promise<void> {
    const { mailSender, ledger, clock, log } = this.#parts
    const prepared = await this.#prepare(mail)
    const isFiled =
      !('end' in prepared) &&
      (await mailSender.keepInSent(prepared.account.account, prepared.raw, prepared.messageId).then(
        () => true,
        (error: unknown) => {
          log.warn('mail-copy-not-filed', { message: String(error) })
          return false
        },
      ))
    const isTooOld = clock.now() - mail.at > MAX_COPY_AGE_MS
    await ledger.write((tx) =>
      setCopyAt(tx, mail.object, isFiled || isTooOld ? null : clock.now() + COPY_AGAIN_MS),
    )
  }
}
