// The mail accounts of a person in a test. Their server does what the test says at each try.
import { EngineError } from '../../src/core/contract/errors.ts'
import type { Envelope, MailSender, Submission, Submitted } from '../../src/core/outside/ports.ts'

/** `lost`: the server took it, and its answer was lost. `cut`: it did not take it, and nobody knows. */
export type TryEnd = 'accepted' | 'away' | 'refused' | 'lost' | 'cut' | Submitted['refused']

export class TestMailSender implements MailSender {
  readonly #own: readonly string[]
  /** The ends of the next tries; then every mail is accepted. */
  ends: TryEnd[] = []
  /** What the server took over. */
  readonly taken: Envelope[] = []
  /** What reached the server, whether it took it or not. */
  tries = 0
  readonly filed: string[] = []
  /** True if the server files what it takes over. */
  filesItself = false
  maxBytes: number | null = null
  hasAccount = true
  /** Called before the server answers. */
  onTry: () => Promise<void> | void = () => undefined

  constructor(...own: string[]) {
    this.#own = own
  }

  findSendingAccount(_rows: unknown, wanted: string | null) {
    const address = this.#own.find((one) => one === (wanted ?? one))
    if (!this.hasAccount || address === undefined) return null
    return { account: 'mail', address, name: 'Alice Sato', maxBytes: this.maxBytes }
  }

  isOwnAddress(_rows: unknown, address: string): boolean {
    return this.#own.includes(address)
  }

  open(): Submission {
    return { submit: (envelope: Envelope) => this.#submit(envelope) }
  }

  async #submit(envelope: Envelope): Promise<Submitted> {
    const end = this.ends.shift() ?? 'accepted'
    this.tries++
    await this.onTry()
    if (end === 'away') throw new EngineError('UNREACHABLE', 'The mail server is away.')
    if (end === 'refused')
      throw new EngineError('INVALID', 'Refused.', { details: { isFinal: true, line: '550 5.7.1 No.' } })
    if (end !== 'cut') this.#take(envelope, Array.isArray(end) ? end.map(({ address }) => address) : [])
    if (end === 'lost' || end === 'cut')
      throw new EngineError('UNREACHABLE', 'The connection broke.', { details: { isUnknown: true } })
    const refused = Array.isArray(end) ? end : []
    return { accepted: envelope.to.filter((to) => !refused.some(({ address }) => address === to)), refused }
  }

  #take(envelope: Envelope, without: readonly string[]): void {
    const to = envelope.to.filter((one) => !without.includes(one))
    if (to.length > 0) this.taken.push({ ...envelope, to })
  }

  async keepInSent(_account: string, _raw: Uint8Array, messageId: string): Promise<void> {
    this.filed.push(messageId)
  }

  async wasSent(_account: string, messageId: string): Promise<boolean> {
    return this.filesItself && this.taken.some(({ raw }) => Buffer.from(raw).includes(messageId))
  }
}

/** For a home without mail accounts. */
export const noMailSender: MailSender = {
  findSendingAccount: () => null,
  isOwnAddress: () => false,
  open: () => ({ submit: () => Promise.reject(new Error('no account')) }),
  keepInSent: () => Promise.resolve(),
  wasSent: () => Promise.resolve(false),
}
