// One letter in progress: its current words, and how much of it is on disk. The compose step. It
// outlives its pane until everything is saved.
import {
  isEngineError,
  type Attachment,
  type Contact,
  type Draft,
  type DraftId,
  type GroupSummary,
  type IsoTime,
  type Policy,
} from '../../core/contract/index.ts'
import { listPictures, renumberPictures } from '../../text/attached.ts'
import { toHex } from '../bridge/hex.ts'
import type { App } from './app.svelte.ts'
import { DraftSaver, type SaveState } from './draft-saver.ts'
import { BLANK, fromDraft, isBlank, toDraft, type LetterContent } from './letter-content.ts'
import { findTyped } from './readers.ts'

const EMPTIED = { text: '', replyTo: null, replaces: null, attachments: [], saying: { asks: null } }

export class Composition {
  readonly #api: App['api']
  readonly #saver: DraftSaver
  #content = $state.raw<LetterContent>(BLANK)
  #draft = $state.raw<DraftId | null>(null)
  /** Files whose pictures were taken out of the text. */
  #takenOut = $state.raw<readonly string[]>([])
  /** False until the first save of `draft` is on disk. */
  #isKept: boolean
  #saving = $state.raw<SaveState>({ kind: 'blank' })
  #savedAt: IsoTime | undefined
  /** True while a pane shows it. */
  isShown = true
  /** True while the letter is being sent, or waits for its files to be stored. */
  isGoing = $state(false)
  isSent = $state(false)
  /** True after a change in this window; false if it only shows what is saved. */
  isChangedHere = $state(false)

  constructor(api: App['api'], beginnings: Partial<LetterContent>, kept: Draft | null) {
    this.#api = api
    this.#content = kept === null ? { ...BLANK, ...beginnings } : fromDraft(kept)
    this.#draft = kept?.draft ?? null
    this.#isKept = kept !== null
    if (kept !== null) this.#markSaved(kept)
    this.#saver = new DraftSaver({ save: () => this.#save(), onState: (state) => (this.#saving = state) })
  }

  get content(): LetterContent {
    return this.#content
  }

  /**
   * Null until something is written. The app chooses the id, because the address names the draft
   * before its first save.
   */
  get draft(): DraftId | null {
    return this.#draft
  }

  /** True if the engine has it. */
  get isKept(): boolean {
    return this.#isKept
  }

  get saving(): SaveState {
    return this.#saving
  }

  /** When the engine saved it last, by the engine's clock. */
  get savedAt(): IsoTime | undefined {
    return this.#savedAt
  }

  get isSaved(): boolean {
    return this.#saver.isClean
  }

  change(changed: Partial<LetterContent>): void {
    const before = this.#content
    this.#content = withPictures(before, changed)
    this.#followPictures(before, this.#content)
    this.isChangedHere = true
    // An empty letter that was never saved needs no draft.
    if (this.#draft === null && isBlank(this.#content)) return
    this.#draft ??= newDraftId()
    this.#saver.touch()
  }

  /** A change that its writer did not make: it alone is no reason to keep a draft. */
  changeUnwritten(changed: Partial<LetterContent>): void {
    if (this.#draft === null) this.#content = withPictures(this.#content, changed)
    else this.change(changed)
  }

  changePolicy(changed: Partial<Policy>): void {
    this.change({ policy: { ...this.#content.policy, ...changed } })
  }

  /**
   * Attaches a stored file. The same content may be attached already, or its picture taken out.
   * @param isAfter says which attached files come after it; without one, it is the last
   */
  attach(attachment: Attachment, isAfter: (other: Attachment) => boolean = () => false): void {
    const { attachments } = this.#content
    this.#takenOut = this.#takenOut.filter((file) => file !== attachment.file)
    const isThere = attachments.some(({ file }) => file === attachment.file)
    const next = attachments.findIndex(isAfter)
    const at = next === -1 ? attachments.length : next
    this.change(isThere ? {} : { attachments: attachments.toSpliced(at, 0, attachment) })
  }

  /**
   * The letter as it is saved and sent. A picture that was taken out of the text takes its file along.
   * Here the file stays, so that undo and a paste bring both back.
   */
  get given(): LetterContent {
    const { attachments } = this.#content
    if (this.#takenOut.length === 0) return this.#content
    return withPictures(this.#content, {
      attachments: attachments.filter(({ file }) => !this.#takenOut.includes(file)),
    })
  }

  /** Follows which pictures leave the text, and which return. */
  #followPictures(before: LetterContent, after: LetterContent): void {
    if (before.text === after.text) return
    const shown = picturesOf(after)
    const left = picturesOf(before).filter((file) => !shown.includes(file))
    if (left.length === 0 && this.#takenOut.length === 0) return
    this.#takenOut = [...new Set([...this.#takenOut, ...left])].filter((file) => !shown.includes(file))
  }

  /** Makes the typed text a reader if it is the whole name of a contact or a group. */
  acceptTyped(contacts: readonly Contact[], groups: readonly GroupSummary[] = []): void {
    const { to, typed } = this.#content
    const named = findTyped(typed, contacts, groups)
    if (named !== null) this.change({ to: [...to, named], typed: '' })
  }

  /** Resolves when everything is on disk. @throws TOO_LARGE, NO_SPACE, UNREACHABLE */
  flush(): Promise<void> {
    return this.#saver.flush()
  }

  /**
   * Returns the draft of the letter once everything is on disk, also if nothing has changed.
   * @throws as `flush`
   */
  async keep(): Promise<DraftId> {
    if (!this.#isKept) {
      this.#draft ??= newDraftId()
      this.#saver.touch()
    }
    await this.#saver.flush()
    return this.#draft!
  }

  /** Another window saved this draft. Shows its words, unless this window has unsaved changes. */
  showSaved(kept: Draft): void {
    if (!this.#saver.isClean || this.#savedAt === undefined || this.#savedAt >= kept.savedAt) return
    this.#content = fromDraft(kept)
    this.#markSaved(kept)
  }

  #markSaved({ savedAt }: Pick<Draft, 'savedAt'>): void {
    this.#saving = { kind: 'saved', at: savedAt }
    this.#savedAt = savedAt
  }

  /** Another window said these words, or removed them. Keeps what was written here since then. */
  abandon(): void {
    if (!this.#isKept || !this.#saver.isClean) return
    this.#isKept = false
    // What is written next is another draft; under this id its words could count as sent.
    this.#draft = null
    this.#content = { ...this.#content, ...EMPTIED }
  }

  /** Saves again after `stop`, because it could not be sent. */
  restart(): void {
    this.#saver.restart()
  }

  /** The same, but saves only what was written since `stop`. */
  resume(): void {
    this.#saver.resume()
  }

  /** Stops saving; call it before the letter is sent or discarded. */
  stop(): Promise<void> {
    return this.#saver.stop()
  }

  /** Resolves when no save is in progress, also if it failed. */
  settled(): Promise<void> {
    return this.#saver.settled()
  }

  async #save(): Promise<string> {
    try {
      return await this.#saveKept()
    } catch (error) {
      if (!isEngineError(error, 'NOT_FOUND') && !isEngineError(error, 'SENT')) throw error
      // Another window sent or discarded it. A new draft keeps what was written here since then.
      this.#draft = newDraftId()
      this.#isKept = false
      return this.#saveKept()
    }
  }

  async #saveKept(): Promise<string> {
    if (this.#content.saying !== null && isBlank(this.#content)) return this.#unkeep()
    const draft = (this.#draft ??= newDraftId())
    const { savedAt } = await this.#api.drafts.save({
      ...toDraft(this.given),
      draft,
      begins: !this.#isKept,
    })
    this.#isKept = true
    this.#savedAt = savedAt
    return savedAt
  }

  /** An emptied box of a talk leaves no draft. */
  async #unkeep(): Promise<string> {
    if (this.#isKept) await this.#api.drafts.remove({ draft: this.#draft! })
    this.#isKept = false
    return new Date().toISOString()
  }
}

/** The files whose pictures the text shows. */
function picturesOf({ text, attachments }: LetterContent): string[] {
  const numbers = listPictures(text)
  return attachments.flatMap(({ file, preview }, at) =>
    preview !== null && numbers.has(at + 1) ? [file] : [],
  )
}

/** The pictures in the text follow their files, whose numbers change if one is removed. */
function withPictures(before: LetterContent, changed: Partial<LetterContent>): LetterContent {
  const content = { ...before, ...changed }
  if (changed.attachments === undefined || changed.text !== undefined) return content
  const renumber = (number: number): number | null => {
    const file = before.attachments[number - 1]?.file
    if (file === undefined) return number
    const at = content.attachments.findIndex((attachment) => attachment.file === file)
    return at === -1 ? null : at + 1
  }
  return { ...content, text: renumberPictures(content.text, renumber) }
}

const DRAFT_ID_BYTES = 16

function newDraftId(): DraftId {
  return toHex(crypto.getRandomValues(new Uint8Array(DRAFT_ID_BYTES))) as DraftId
}
