// Short messages about what was just done, with undo where possible. Each disappears after its
// time, also under the pointer or with the focus, because a list offers the same undo.
import { describeError } from '../messages/errors.ts'

export interface Toast {
  text: string
  tone?: 'plain' | 'problem'
  /** Offered while the toast is shown, also by the key for undo. */
  undo?: () => void | Promise<void>
  /** Default: 6 s; with `undo` 10 s. */
  lastsMs?: number
  /** A text with the seconds that are left. */
  countdown?: (seconds: number) => string
}

export interface ShownToast extends Toast {
  id: number
  /** When the toast disappears, in ms of the monotonic clock. */
  endsAt: number
  /**
   * False for the toast's first half second, so that a click meant for what was there before is
   * ignored.
   */
  isReady: boolean
}

const LASTS_MS = 6000
const UNDO_LASTS_MS = 10_000
const UNREADY_MS = 500
const MAX_SHOWN = 6

/**
 * True if the next toast can replace it. A toast with undo or about a problem stays for its time.
 */
const isSpent = ({ undo, tone }: Toast): boolean => undo === undefined && tone !== 'problem'

export class Toasts {
  #shown = $state.raw<readonly ShownToast[]>([])
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>[]>()
  #lastId = 0

  get shown(): readonly ShownToast[] {
    return this.#shown
  }

  /** Returns a function that removes it early. */
  show(toast: Toast): () => void {
    const id = ++this.#lastId
    for (const old of this.#shown.filter(isSpent)) this.dismiss(old.id)
    for (const old of this.#shown.slice(0, Math.max(0, this.#shown.length - MAX_SHOWN + 1)))
      this.dismiss(old.id)
    const lastsMs = toast.lastsMs ?? (toast.undo === undefined ? LASTS_MS : UNDO_LASTS_MS)
    this.#shown = [...this.#shown, { ...toast, id, endsAt: performance.now() + lastsMs, isReady: false }]
    this.#timers.set(id, [
      setTimeout(() => this.#setReady(id), UNREADY_MS),
      setTimeout(() => this.dismiss(id), lastsMs),
    ])
    return () => this.dismiss(id)
  }

  dismiss(id: number): void {
    for (const timer of this.#timers.get(id) ?? []) clearTimeout(timer)
    this.#timers.delete(id)
    this.#shown = this.#shown.filter((toast) => toast.id !== id)
  }

  /** A click on it. Ignored in its first half second. */
  async press(id: number, what: 'undo' | 'dismiss'): Promise<void> {
    const toast = this.#shown.find((shown) => shown.id === id)
    if (toast?.isReady !== true) return
    this.dismiss(id)
    if (what === 'undo') await this.#undo(toast)
  }

  /** Undoes the act of the latest toast with undo; false if there is none. */
  async undoLatest(): Promise<boolean> {
    const latest = this.#shown.findLast(({ undo }) => undo !== undefined)
    if (latest === undefined) return false
    this.dismiss(latest.id)
    await this.#undo(latest)
    return true
  }

  /** What cannot be undone any more is said. */
  async #undo({ undo }: Toast): Promise<void> {
    try {
      await undo?.()
    } catch (error) {
      this.show({ text: describeError(error), tone: 'problem' })
    }
  }

  #setReady(id: number): void {
    this.#shown = this.#shown.map((toast) => (toast.id === id ? { ...toast, isReady: true } : toast))
  }
}
