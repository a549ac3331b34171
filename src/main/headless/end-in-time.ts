// Ends a process whose main thread may be blocked by the disk: SQLite waits for the disk in the
// thread that runs timers.
// A commit is complete or absent, so a home loses nothing when the process is killed here.
import { Worker } from 'node:worker_threads'

/** The engine closes within 10 s; after that, the process is stuck. */
const END_WITHIN_MS = 12_000

/**
 * Kills the process after this time, even if its main thread is blocked. It may end earlier in the
 * usual way.
 */
export function endInTime(ms = END_WITHIN_MS): void {
  const watch = `setTimeout(() => process.kill(${process.pid}, 'SIGKILL'), ${ms})`
  new Worker(watch, { eval: true }).unref()
}
