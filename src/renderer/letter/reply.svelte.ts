// The reply to a thread or a letter: whom it reaches, its draft, and what sends it. The compose step;
// draws nothing.
import { untrack } from 'svelte'
import type { AnswerTo, DraftId, RefText } from '../../core/contract/index.ts'
import { plainWords } from '../../text/plain-words.ts'
import { isUnknown, type Reader } from '../audiences/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from '../state/app.svelte.ts'
import { type Attaching, type OnAttached } from '../state/attaching.svelte.ts'
import { Attachings } from '../state/attachings.svelte.ts'
import type { Composition } from '../state/composition.svelte.ts'
import { Drafts } from '../state/drafts.svelte.ts'
import { Groups } from '../state/groups.svelte.ts'
import {
  findProblem,
  isBlank,
  isUnwritten,
  type LetterContent,
  type Problem,
} from '../state/letter-content.ts'
import { MailFrom } from '../state/mail-from.svelte.ts'
import { People } from '../state/people.svelte.ts'
import { resolveReaders } from '../state/readers.ts'
import { RemainingPlaces } from '../state/remaining-places.svelte.ts'
import { isSameObject } from '../state/same-object.ts'
import { Templates } from '../state/templates.svelte.ts'
import { linkTo, shortenPassage } from './passage.ts'
import {
  mailAudience,
  namesAddresses,
  replyAudience,
  type Answered,
  type Known,
  type ReplyAudience,
} from './reply-audience.ts'

/** How a reply begins. */
export interface Beginning {
  /** Another letter of the thread, to answer instead of the latest one. */
  to?: Answered | null
  /** The words of the letter to quote; '' for none. */
  passage?: string
  toAll?: boolean
}

interface Answering {
  /** The letter that is answered unless the person chooses another one. */
  answered: Answered
  /** The letters of the thread: a draft that answers one of them continues here. */
  refs: readonly RefText[]
}

export class Reply {
  readonly #app: App
  readonly #drafts: Drafts
  readonly #people: People
  readonly #groups: Groups
  readonly #attachings: Attachings
  readonly #remaining: RemainingPlaces
  readonly #of: () => Answering
  readonly from: MailFrom
  #composition = $state.raw<Composition | null>(null)
  #kept = $state.raw<{ draft: DraftId; words: string } | null>(null)
  /** Set while the reply answers a letter of the person's choice, with the audience of that letter. */
  #chosen = $state.raw<Answered | null>(null)
  /** What the home read in the answered mail. */
  #told = $state.raw<{ ref: RefText; answer: AnswerTo } | null>(null)
  #hasTried = $state(false)
  #refusal = $state.raw<unknown>(null)

  constructor(app: App, of: () => Answering) {
    this.#app = app
    this.#drafts = app.noun(Drafts)
    this.#people = app.noun(People)
    this.#groups = app.noun(Groups)
    this.#attachings = app.noun(Attachings)
    this.#remaining = app.noun(RemainingPlaces)
    this.#of = of
    this.from = new MailFrom(app, { composition: () => this.#composition, readers: () => this.readers })
  }

  /** Null while nothing is written. */
  get composition(): Composition | null {
    return this.#composition
  }

  get attaching(): Attaching | null {
    return this.#composition === null ? null : this.#attachings.of(this.#composition)
  }

  /** The first words of a draft that can go on; null without one. */
  get keptWords(): string | null {
    return this.#kept?.words ?? null
  }

  get answered(): Answered {
    return this.#chosen ?? this.#of().answered
  }

  get audience(): ReplyAudience {
    const told = this.#told
    const { answered } = this
    return told !== null && isSameObject(told.ref, answered.ref)
      ? mailAudience(told.answer)
      : replyAudience(answered, this.#known)
  }

  /** Asks where a mail wants its answer: only its text says it. */
  async learnAnswer(): Promise<void> {
    const { ref } = this.answered
    if (!namesAddresses(this.answered) || (this.#told !== null && isSameObject(this.#told.ref, ref))) return
    // An own letter to addresses is no mail, and goes to its readers again.
    const answer = await this.#app.api.letters.answerTo({ ref }).catch(() => null)
    if (answer !== null) this.#told = { ref, answer }
  }

  /** The name of the one whom a reply to the author alone reaches. */
  get authorName(): string {
    const { contacts, groups } = this.#known
    const { author } = this.audience
    const [reader] = author === null ? [] : resolveReaders([author], contacts, groups)
    return reader === undefined || isUnknown(reader) ? this.answered.from.name : reader.name
  }

  /** True if the answer of a mail goes elsewhere than to the address it came from. */
  get isElsewhere(): boolean {
    const { address } = this.answered.from
    return (
      address !== undefined && this.#told !== null && this.readers.every((one) => one.address !== address)
    )
  }

  get readers(): readonly Reader[] {
    const { contacts, groups } = this.#known
    return resolveReaders(this.#content?.to ?? this.audience.all, contacts, groups)
  }

  /** The names of those whom the reply reaches, with their addresses if none is the sender's. */
  get names(): string[] {
    return this.readers.map((reader) =>
      this.isElsewhere && reader.address !== undefined
        ? reader.entry
        : isUnknown(reader)
          ? m.people.called(m.letter.thread.unknownAuthor)
          : (reader.group?.name ?? reader.row.called(reader)),
    )
  }

  /** True once contacts and groups are known, so that nobody to answer means just that. */
  get isKnown(): boolean {
    const { list, error } = this.#groups
    return this.#people.contacts !== null && (list !== null || error !== null)
  }

  get canReply(): boolean {
    return this.audience.all.length > 0
  }

  /** Why it was not sent: what is missing, else the refusal of the engine; null if nothing is wrong. */
  get problem(): Problem | null {
    return this.#hasTried ? this.#problem : null
  }

  get refusal(): unknown {
    return this.#refusal
  }

  /** Null for the latest letter, and if the text quotes the letter itself. */
  chipOf(findPassage: (text: string) => unknown): RefText | null {
    const content = this.#content
    const ref = content?.replyTo ?? null
    const isPlain =
      ref === null || isSameObject(ref, this.#of().answered.ref) || findPassage(content!.text) !== null
    return isPlain ? null : ref
  }

  /** Looks for a draft that answers a letter of the thread. */
  async findKept(): Promise<void> {
    if ((this.#app.counts.boxes?.drafts.total ?? 0) === 0) return
    const listed = await this.#app.api.letters.list({ box: 'drafts', limit: 100 }).catch(() => [])
    const { refs } = this.#of()
    const mine = listed.find(
      ({ replyTo }) => replyTo !== null && refs.some((ref) => isSameObject(ref, replyTo)),
    )
    if (!mine?.draft) return
    const words = plainWords(mine.excerpt ?? '')
    if (words !== '' || mine.attached.count > 0) this.#kept = { draft: mine.draft, words }
  }

  /** Begins a reply, or goes on with one. Returns null if there is nobody to answer. */
  async begin({ to = null, passage = '', toAll = false }: Beginning): Promise<Composition | null> {
    const before = this.#chosen
    this.#chosen = to
    await this.learnAnswer()
    if (!this.canReply) {
      this.#chosen = before
      return null
    }
    const composition = this.#composition ?? (await this.#open())
    this.#composition = composition
    // The caret then stands above the signature.
    await this.from.read()
    this.from.follow()
    const { audience } = this
    if (to !== null) composition.change({ to: audience.all, replyTo: to.ref })
    else if (toAll) composition.change({ to: audience.all })
    if (passage !== '') {
      const words = m.letter.acts.passage(shortenPassage(passage))
      composition.change({ text: `> ${linkTo(this.answered.ref, words)}\n\n${composition.content.text}` })
    }
    return composition
  }

  async #open(): Promise<Composition> {
    const { subject, ref } = untrack(() => this.#of().answered)
    const title = subject === null || subject === '' ? '' : m.compose.reply.subject(subject)
    const beginnings = { to: this.audience.all, subject: title, replyTo: ref }
    return (
      (this.#kept === null ? null : await this.#drafts.open(this.#kept.draft, {})) ??
      this.#drafts.begin(await this.#app.noun(Templates).signed(beginnings))
    )
  }

  /** Leaves the draft, which is kept if it has words or files. */
  leave(): void {
    const left = this.#composition
    const { isEmpty } = this
    const words = left === null || isUnwritten(left.content) ? '' : left.content.text
    const draft = left?.draft ?? null
    this.#kept = draft === null || words.trim() === '' ? null : { draft, words: plainWords(words) }
    // Readers that a key chose are no reason to keep a draft.
    if (left !== null && !left.isSent)
      void (isEmpty ? this.#drafts.drop(left).catch(() => undefined) : this.#drafts.leave(left))
    this.#composition = null
    this.#chosen = null
    this.#hasTried = false
  }

  /** The place is left for good. */
  end(): void {
    if (this.#composition !== null) void this.#drafts.leave(this.#composition)
  }

  /** True if nothing would be lost. */
  get isEmpty(): boolean {
    const composition = this.#composition
    if (composition === null) return true
    const { content, isGoing } = composition
    const isBusy = this.attaching?.isBusy === true
    return isUnwritten(content) && content.attachments.length === 0 && !isBusy && !isGoing
  }

  /**
   * Returns the sent letter, without a ref if it waits on this phone. Null if it cannot be sent; `problem`
   * and `refusal` then say why.
   */
  async send(): Promise<{ ref: RefText | null } | null> {
    const { attaching } = this
    const current = this.#composition
    if (current === null || current.isGoing || attaching === null) return null
    this.#hasTried = true
    this.#refusal = null
    const isStopped = this.#problem !== null || this.hasNoWords || this.from.excess !== null
    if (isStopped || attaching.hasRefused) return null
    current.isGoing = true
    const { readers } = this
    try {
      await attaching.settled()
      const { ref, showToast } = await this.#remaining.give(({ asIs, leftOut }) => {
        attaching.removeAll(leftOut)
        return this.#drafts.send(current, readers, asIs)
      })
      this.leave()
      this.#kept = null
      showToast()
      return { ref }
    } catch (error) {
      this.#refusal = error
      return null
    } finally {
      current.isGoing = false
    }
  }

  /** True if there is neither a text nor a file. */
  get hasNoWords(): boolean {
    const content = this.#content
    return content === null || isBlank({ ...content, to: [], subject: '' })
  }

  attach(files: readonly File[], folders = 0, onattached?: OnAttached): void {
    this.attaching?.attach(files, folders, onattached)
  }

  get #content(): LetterContent | null {
    return this.#composition?.content ?? null
  }

  get #problem(): Problem | null {
    const content = this.#content
    return content === null ? null : findProblem(content, this.readers, this.#app.clock.now)
  }

  get #known(): Known {
    return {
      me: this.#app.home.myself?.person ?? null,
      contacts: this.#people.contacts ?? [],
      groups: this.#groups.list ?? [],
    }
  }
}
