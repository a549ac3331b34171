// Waits for a fact in the ledger. Used where another device decides, and the result arrives by a
// commit: a notice that is awaited at reference, and the answers of stations after an act.
import type { Ledger } from './ledger.ts'

/** Resolves when `isSo` holds after a commit, or at the time-out or abort. */
export function untilCommitted(
  ledger: Ledger,
  isSo: () => boolean,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  if (isSo()) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = (): void => {
      stopListening()
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const stopListening = ledger.onCommit(() => isSo() && finish())
    const timer = setTimeout(finish, timeoutMs)
    signal?.addEventListener('abort', finish)
  })
}
