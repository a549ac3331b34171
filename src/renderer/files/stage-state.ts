// Why there are words in the place of what is shown.
import type { ErrorCode } from '../../core/contract/index.ts'

export type StageState =
  /** Looked into, part by part. */
  | { step: 'opening' }
  /** Bytes that are here. */
  | { step: 'fetching'; done: number }
  | { step: 'waiting' }
  | { step: 'refused'; code: ErrorCode }
  /** It is no kind that is shown, or not one that can be shown. */
  | { step: 'card'; why: 'kind' | 'broken' | 'huge' | 'locked' }
