// Emptying the write-ahead log: what was deleted from the tables is then gone from the disk's files too.
// Recall stands on it: a content key is destroyed only when no frame of the log still holds it.
import type { Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows } from './rows.ts'

const RETRY_MS = 20
const DEADLINE_MS = 10_000

interface CheckpointRow {
  busy: number
}

/**
 * Resolves when the log is really empty. SQLite does not throw when a reader keeps it from truncating, it only says
 * so in the row: asked again until it is done.
 * @throws EngineError NO_SPACE, DAMAGED; INTERNAL when a reader never let go
 */
export async function truncateLog(file: Rows, clock: Clock, deadlineMs = DEADLINE_MS): Promise<void> {
  const startedMs = clock.monotonicMs()
  while (file.get<CheckpointRow>('PRAGMA wal_checkpoint(TRUNCATE)')?.busy !== 0) {
    if (clock.monotonicMs() - startedMs > deadlineMs) {
      throw new EngineError('INTERNAL', 'a reader keeps the write-ahead log from being emptied')
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}
