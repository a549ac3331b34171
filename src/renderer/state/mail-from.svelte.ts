// From which own address a letter to mail addresses is, and the signature that follows it. Draws
// nothing. The compose step.
import { untrack } from 'svelte'
import { findMailExcess, type MailExcess, type RefText } from '../../core/contract/index.ts'
import type { Reader } from '../audiences/index.ts'
import type { App } from './app.svelte.ts'
import type { Composition } from './composition.svelte.ts'
import { findSignature, replaceSignature } from './letter-signature.ts'
import { OwnAddresses, type SendingAddress } from './own-addresses.svelte.ts'
import { Templates, usualSignature } from './templates.svelte.ts'

export interface MailFromParts {
  composition: () => Composition | null
  readers: () => readonly Reader[]
}

export class MailFrom {
  readonly #app: App
  readonly #parts: MailFromParts
  readonly #own: OwnAddresses
  readonly #templates: Templates
  /** The own address that the answered mail came to. */
  #cameTo = $state.raw<{ ref: RefText; address: string | null } | null>(null)
  /** True once it was seen without a mail address among its readers. */
  #wentElsewhere = false

  constructor(app: App, parts: MailFromParts) {
    this.#app = app
    this.#parts = parts
    this.#own = app.noun(OwnAddresses)
    this.#templates = app.noun(Templates)
  }

  readonly goesByMail = $derived.by(() => this.#parts.readers().some(({ address }) => address !== undefined))

  /** The addresses to choose from. Empty if there is no choice. */
  readonly choices = $derived.by((): readonly SendingAddress[] => {
    const own = this.#own.value ?? []
    return this.goesByMail && own.length > 1 ? own : []
  })

  /** The address that it goes from, by the rule of the engine. Null if it is unknown. */
  readonly chosen = $derived.by((): SendingAddress | null => {
    const own = this.#own.value
    const content = this.#parts.composition()?.content
    if (own === null || content === undefined || !this.goesByMail) return null
    const { from, replyTo } = content
    const cameTo = this.#cameTo?.ref === replyTo ? this.#cameTo : null
    if (from === null && replyTo !== null && cameTo === null) return null
    return findAddress(own, from) ?? findAddress(own, cameTo?.address ?? null) ?? own[0] ?? null
  })

  /** Null if its server takes the mail, as far as is known. */
  readonly excess = $derived.by((): MailExcess | null => {
    const composition = this.#parts.composition()
    if (composition === null || this.chosen === null) return null
    const { text, attachments } = composition.given
    const sizes = attachments.map(({ size }) => size)
    return findMailExcess(new TextEncoder().encode(text).byteLength, sizes, this.chosen.maxBytes)
  })

  /** The content changes with each key, and this does not. */
  readonly #answered = $derived.by(() => this.#parts.composition()?.content.replyTo ?? null)

  choose(address: string): void {
    this.#parts.composition()?.change({ from: address })
  }

  /** Learns what it needs, and keeps it up to date until the returned function is called. */
  listen(): (() => void) | undefined {
    if (!this.goesByMail) return undefined
    const ref = this.#answered
    untrack(() => void this.#learnAnswered(ref))
    return this.#own.listen()
  }

  /** Learns what it needs, once. */
  async read(): Promise<void> {
    if (!this.goesByMail) return
    if (this.#own.value === null) await this.#own.read()
    await this.#learnAnswered(this.#answered)
  }

  async #learnAnswered(ref: RefText | null): Promise<void> {
    if (ref === null || this.#cameTo?.ref === ref) return
    // What is answered may be no mail.
    const answer = await this.#app.api.letters.answerTo({ ref }).catch(() => null)
    this.#cameTo = { ref, address: answer?.from ?? null }
  }

  /** Lets the text and the draft follow the address. */
  follow(): void {
    const composition = this.#parts.composition()
    const own = this.#own.value
    if (!this.goesByMail) this.#wentElsewhere = true
    if (composition === null || own === null || (this.goesByMail && this.chosen === null)) return
    const { from, replyTo } = composition.content
    // Its account is gone, or sends no more.
    if (this.goesByMail && from !== null && findAddress(own, from) === null)
      composition.change({ from: null })
    const usual = this.#templates.signature
    const signature = this.chosen?.signature.trim() ?? ''
    if (signature !== '') this.#sign(composition, signature)
    else if (usual !== null) this.#sign(composition, usualSignature(usual, replyTo !== null))
  }

  #sign(composition: Composition, signature: string): void {
    const { text, unwritten: begun } = composition.content
    const unwritten = begun ?? (signature === '' ? null : this.#findSignature(text))
    const changed = unwritten === null ? null : replaceSignature({ text, unwritten }, signature)
    if (changed !== null) composition.changeUnwritten(changed)
  }

  /** The signature of a letter that did not begin here. Null if its writer wants none. */
  #findSignature(text: string): string | null {
    if (!this.goesByMail) return null
    const known = (this.#own.value ?? []).map(({ signature }) => signature)
    const usual = this.#templates.signature?.text ?? ''
    return findSignature(text, [...known, usual]) ?? (this.#wentElsewhere ? '' : null)
  }
}

function findAddress(own: readonly SendingAddress[], address: string | null): SendingAddress | null {
  return own.find((one) => one.address.toLowerCase() === address?.toLowerCase()) ?? null
}
