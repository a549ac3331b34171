// Short words about what was just done, with the way back where there is one; they go by themselves.

export interface Toast {
  text: string
  tone?: 'plain' | 'problem'
  /** Offered as long as the toast is shown, and by the key for undo. */
  undo?: () => void | Promise<void>
  /** 6 s unless told; with `undo` 10 s. */
  lastsMs?: number
}

export interface ShownToast extends Toast {
  id: number
}

const LASTS_MS = 6000
const UNDO_LASTS_MS = 10_000
const MAX_SHOWN = 3

/** Has said all it can: the next one takes its place. What offers a way back, or tells a problem, stays for its time. */
const isSpent = ({ undo, tone }: Toast): boolean => undo === undefined && tone !== 'problem'

export class Toasts {
  #shown = $state.raw<readonly ShownToast[]>([])
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>()
  #lastId = 0

  get shown(): readonly ShownToast[] {
    return this.#shown
  }

  /** Gives a function that takes it away before its time. */
  show(toast: Toast): () => void {
    const id = ++this.#lastId
    for (const old of this.#shown.filter(isSpent)) this.dismiss(old.id)
    for (const old of this.#shown.slice(0, Math.max(0, this.#shown.length - MAX_SHOWN + 1)))
      this.dismiss(old.id)
    this.#shown = [...this.#shown, { ...toast, id }]
    this.#startTimer(id)
    return () => this.dismiss(id)
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.#shown = this.#shown.filter((toast) => toast.id !== id)
  }

  /** Undoes what the latest toast offers to undo; false when there is nothing. */
  async undoLatest(): Promise<boolean> {
    const latest = this.#shown.findLast(({ undo }) => undo !== undefined)
    if (latest === undefined) return false
    this.dismiss(latest.id)
    await latest.undo?.()
    return true
  }

  /** Nobody is hurried who points at it, or has stepped into it. */
  pause(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  resume(): void {
    for (const { id } of this.#shown) this.#startTimer(id)
  }

  #startTimer(id: number): void {
    const toast = this.#shown.find((shown) => shown.id === id)
    if (toast === undefined || this.#timers.has(id)) return
    const lastsMs = toast.lastsMs ?? (toast.undo === undefined ? LASTS_MS : UNDO_LASTS_MS)
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), lastsMs),
    )
  }
}
