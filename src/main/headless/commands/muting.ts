// The options of the commands that mute a group or a thread, and what they answer.
import { EngineError, type Muted } from '../../../core/contract/index.ts'
import type { Asked, OptionSpec } from '../command.ts'
import { showTime } from '../times.ts'

export const MUTE_OPTIONS: Record<string, OptionSpec> = {
  until: {
    kind: 'text',
    hint: 'T',
    about: 'until this time: 2031-04-01T09:00, or +1h (default: until --undo)',
  },
  undo: { kind: 'flag', about: 'unmute' },
}

/** @throws INVALID */
export function mutedAs({ given, world }: Asked): Muted | null {
  const until = given.time('until', world.now()) ?? null
  if (!given.isSet('undo')) return { until }
  if (until !== null) throw new EngineError('INVALID', 'Give --until T or --undo.')
  return null
}

export function muteWords(muted: Muted | null): string {
  if (muted === null) return 'not muted'
  return muted.until === null ? 'muted' : `muted until ${showTime(muted.until)}`
}
