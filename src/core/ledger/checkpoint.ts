// Truncates the write-ahead log, so that deleted rows are removed from the disk's files too.
// Recall depends on it, because a content key is destroyed only when no frame of the log contains
// it.
import type { Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Rows } from './rows.ts'

const RETRY_MS = 20
const DEADLINE_MS = 10_000

interface CheckpointRow {
  busy: number
}

/**
 * Resolves when the log is empty. If a reader prevents the truncation, SQLite does
 * not throw but only sets `busy` in the row. So this function retries.
 * @throws EngineError NO_SPACE, DAMAGED; INTERNAL if a reader still prevents it after `deadlineMs`
 */
export async function truncateLog(file: Rows, clock: Clock, deadlineMs = DEADLINE_MS): Promise<void> {
  const startedMs = clock.monotonicMs()
  while (file.get<CheckpointRow>('PRAGMA wal_checkpoint(TRUNCATE)')?.busy !== 0) {
    if (clock.monotonicMs() - startedMs > deadlineMs) {
      throw new EngineError('INTERNAL', 'a reader prevents the truncation of the write-ahead log')
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}
