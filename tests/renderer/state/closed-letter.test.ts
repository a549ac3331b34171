// Why a letter has no text: by its row, by the reason in its thread, and by its opening.
import { expect, test } from 'vitest'
import { EngineError, type ErrorCode, type LetterState } from '../../../src/core/contract/index.ts'
import { decideClosed, type Closed } from '../../../src/renderer/state/closed-letter.svelte.ts'
import type { OpeningPhase } from '../../../src/renderer/state/openings.svelte.ts'

const refusedBy = (code: ErrorCode, details: Record<string, unknown> = {}): OpeningPhase => ({
  step: 'refused',
  error: new EngineError(code, 'x', { details }),
  at: new Date(),
})
const ASKING: OpeningPhase = { step: 'asking', since: 0, fetched: 0 }
const WAITING: OpeningPhase = { step: 'waiting', why: 'author' }

test.each<[Closed, LetterState | null, ErrorCode, OpeningPhase | null]>([
  ['sealed', 'sealed', 'SEALED', null],
  ['asking', 'sealed', 'SEALED', ASKING],
  ['waiting', 'sealed', 'SEALED', WAITING],
  ['asking', 'held', 'HELD', ASKING],
  ['ended', 'recalled', 'RECALLED', null],
  ['ended', 'expired', 'EXPIRED', refusedBy('AUTHOR_AWAY')],
  ['ended', 'sealed', 'SEALED', refusedBy('RECALLED')],
  ['refused', 'sealed', 'SEALED', refusedBy('RECALLED', { by: 'stations' })],
  ['ended', 'recalled', 'RECALLED', refusedBy('RECALLED', { by: 'stations' })],
  ['refused', 'sealed', 'SEALED', refusedBy('QUOTA')],
  ['altered', 'sealed', 'SEALED', refusedBy('ALTERED')],
  ['altered', 'referenced', 'ALTERED', null],
  ['altered', 'sealed', 'SEALED', refusedBy('REWRITTEN')],
  ['refused', 'referenced', 'AUTHOR_AWAY', null],
  ['not-mine', null, 'NOT_A_READER', null],
  ['not-mine', 'sealed', 'SEALED', refusedBy('NOT_A_READER')],
  ['link', null, 'NOT_FOUND', null],
  ['waiting', null, 'NOT_FOUND', WAITING],
  ['missing', null, 'NOT_FOUND', refusedBy('NOT_FOUND')],
  ['missing', null, 'AMBIGUOUS', null],
])('a letter is %s if its state is %s, its reason %s, and its opening %o', (closed, state, code, opening) => {
  expect(decideClosed({ code }, state === null ? null : { state }, opening)).toBe(closed)
})
