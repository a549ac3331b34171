// One letter being written: its words of now, and how far they are on disk.
// The compose step. It outlives the pane that shows it until everything is saved.
import {
  isEngineError,
  type Contact,
  type Draft,
  type DraftId,
  type GroupSummary,
  type Policy,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { DraftSaver, type SaveState } from './draft-saver.ts'
import { BLANK, fromDraft, isBlank, toDraft, type LetterContent } from './letter-content.ts'
import { findTyped } from './readers.ts'

export class Composition {
  readonly #api: App['api']
  readonly #saver: DraftSaver
  #content = $state.raw<LetterContent>(BLANK)
  #draft = $state.raw<DraftId | null>(null)
  /** False until the first save of `draft` is on disk. */
  #isKept: boolean
  #saving = $state.raw<SaveState>({ kind: 'blank' })
  /** A pane shows it. */
  isShown = true
  /** It is being sent, or goes as soon as its files are stored. */
  isGoing = $state(false)
  isSent = $state(false)

  constructor(api: App['api'], beginnings: Partial<LetterContent>, kept: Draft | null) {
    this.#api = api
    this.#content = kept === null ? { ...BLANK, ...beginnings } : fromDraft(kept)
    this.#draft = kept?.draft ?? null
    this.#isKept = kept !== null
    if (kept !== null) this.#saving = { kind: 'saved', at: kept.savedAt }
    this.#saver = new DraftSaver({ save: () => this.#save(), onState: (state) => (this.#saving = state) })
  }

  get content(): LetterContent {
    return this.#content
  }

  /** Null until something is written. Chosen here: the address names the draft before its first save. */
  get draft(): DraftId | null {
    return this.#draft
  }

  /** The engine has it. */
  get isKept(): boolean {
    return this.#isKept
  }

  get saving(): SaveState {
    return this.#saving
  }

  get isSaved(): boolean {
    return this.#saver.isClean
  }

  change(changed: Partial<LetterContent>): void {
    this.#content = { ...this.#content, ...changed }
    // What is empty and was never kept is not worth a draft.
    if (this.#draft === null && isBlank(this.#content)) return
    this.#draft ??= newDraftId()
    this.#saver.touch()
  }

  changePolicy(changed: Partial<Policy>): void {
    this.change({ policy: { ...this.#content.policy, ...changed } })
  }

  /** What is typed becomes a reader where it is the whole name of somebody, or of a group. */
  takeTyped(contacts: readonly Contact[], groups: readonly GroupSummary[] = []): void {
    const { to, typed } = this.#content
    const named = findTyped(typed, contacts, groups)
    if (named !== null) this.change({ to: [...to, named], typed: '' })
  }

  /** Resolves when all of it is on disk. @throws TOO_LARGE, NO_SPACE, UNREACHABLE */
  flush(): Promise<void> {
    return this.#saver.flush()
  }

  /** Its draft, once all of it is on disk, also where nothing was changed since it began. @throws as `flush` */
  async keep(): Promise<DraftId> {
    if (!this.#isKept) {
      this.#draft ??= newDraftId()
      this.#saver.touch()
    }
    await this.#saver.flush()
    return this.#draft!
  }

  /** Another window saved this draft: what it says now is shown here, unless there is something unsaved. */
  adopt(kept: Draft): void {
    if (!this.#saver.isClean || this.#saving.kind !== 'saved' || this.#saving.at >= kept.savedAt) return
    this.#content = fromDraft(kept)
    this.#saving = { kind: 'saved', at: kept.savedAt }
  }

  /** Saves nothing any more; to be called before it is sent or discarded. */
  stop(): Promise<void> {
    return this.#saver.stop()
  }

  async #save(): Promise<string> {
    try {
      return await this.#saveKept()
    } catch (error) {
      if (!isEngineError(error, 'NOT_FOUND')) throw error
      // Sent or discarded in another window; what was written here since then is not lost with it.
      this.#draft = newDraftId()
      this.#isKept = false
      return this.#saveKept()
    }
  }

  async #saveKept(): Promise<string> {
    const draft = (this.#draft ??= newDraftId())
    const { savedAt } = await this.#api.drafts.save({
      ...toDraft(this.#content),
      draft,
      begins: !this.#isKept,
    })
    this.#isKept = true
    return savedAt
  }
}

const DRAFT_ID_BYTES = 16

function newDraftId(): DraftId {
  const bytes = crypto.getRandomValues(new Uint8Array(DRAFT_ID_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') as DraftId
}
