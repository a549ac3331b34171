// The options of the commands that mute a group or a thread, and what they answer.
import { EngineError, type Muted } from '../../../core/contract/index.ts'
import { flag, time } from '../fields.ts'
import { showTime } from '../times.ts'

export const MUTE_FIELDS = {
  until: time('T', 'until this time: 2031-04-01T09:00, or +1h (default: until --undo)'),
  undo: flag('unmute'),
}

/** @throws INVALID */
export function mutedAs({ until, undo }: { until?: string; undo: boolean }): Muted | null {
  if (undo && until !== undefined) throw new EngineError('INVALID', 'Give --until T or --undo.')
  return undo ? null : { until: until ?? null }
}

export function muteWords(muted: Muted | null): string {
  if (muted === null) return 'not muted'
  return muted.until === null ? 'muted' : `muted until ${showTime(muted.until)}`
}
