// The state of a letter in one or two words, in English: the name of its glyph.
import type { LetterState } from '../../../core/contract/index.ts'

export const states: Record<LetterState, string> = {
  sealed: 'sealed',
  held: 'held',
  scheduled: 'scheduled',
  notified: 'notified',
  referenced: 'opened',
  done: 'done',
  accepted: 'accepted',
  declined: 'declined',
  recalled: 'recalled',
  recalling: 'being recalled',
  expired: 'expired',
  mixed: 'differs by reader',
  draft: 'draft',
  stored: 'only you',
  public: 'public',
  unknown: 'not known',
}
