// The end of a process whose thread a disk may hold: SQLite waits for the disk in the very thread that would notice the time.
// Every commit is whole or not there, so a home loses nothing by being cut off here.
import { Worker } from 'node:worker_threads'

/** The engine closes within 10 s; what is left has no other way out. */
const END_WITHIN_MS = 12_000

/** The process is gone in that time, whatever its own thread does. It may end before that in its own way. */
export function endInTime(ms = END_WITHIN_MS): void {
  const watch = `setTimeout(() => process.kill(${process.pid}, 'SIGKILL'), ${ms})`
  new Worker(watch, { eval: true }).unref()
}
