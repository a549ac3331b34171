// What an author can say about a letter with an old gate and the one that replaces it: against all
// worlds, and word by word.
import { expect, it, test } from 'vitest'
import { decideLetterState } from '../../../src/core/gates/letter-situation.ts'
import type { GateFacts, OwnDecision } from '../../../src/core/gates/gate-situation.ts'

type Known = 'unsent' | 'unheard' | 'released' | 'burned' | 'held' | 'let-go'
const KNOWN: readonly Known[] = ['unsent', 'unheard', 'released', 'burned', 'held', 'let-go']
const OWN: readonly OwnDecision[] = [null, 'released', 'recalled', 'held', 'let-go']

const RULES = [
  { need: 1, distrust: 0 },
  { need: 2, distrust: 1 },
]

interface Gate {
  places: readonly Known[]
  rule: (typeof RULES)[number]
  isEnded: boolean
}

const factsOf = ({ places, rule }: Gate, own: OwnDecision): GateFacts => ({
  ...rule,
  ...{ about: 'reader', own, isPastUntil: false, readerHas: false },
  places: places.map((known) => ({
    isSent: known !== 'unsent',
    hasReleased: known === 'released',
    hasBurned: known === 'burned',
    setting: known === 'held' || known === 'let-go' ? known : null,
  })),
})

const stateOf = (gates: readonly Gate[], own: OwnDecision): string =>
  decideLetterState(gates.map((gate) => ({ facts: factsOf(gate, own), isEnded: gate.isEnded }))).state

/** How many shares the reader may have, or get, if as many stations lied as the rule allows for. */
function mostShares({ places, rule }: Gate): number {
  const sent = places.filter((known) => known !== 'unsent')
  const refusing = sent.filter((known) => known === 'burned').length
  return sent.length - refusing + Math.min(refusing, rule.distrust)
}

function* pairs(): Generator<Known[]> {
  for (const one of KNOWN) for (const other of KNOWN) yield [one, other]
}

function* letters(): Generator<Gate[]> {
  for (const newest of pairs())
    for (const older of pairs())
      for (const one of RULES)
        for (const other of RULES)
          for (const isEnded of [false, true])
            yield [
              { places: newest, rule: one, isEnded: false },
              { places: older, rule: other, isEnded },
            ]
}

it('is gone for certain exactly if no gate can open it, and open if one has', () => {
  for (const gates of letters())
    for (const own of OWN) {
      const state = stateOf(gates, own)
      const isOpened = gates.some(
        ({ places, rule }) => places.filter((known) => known === 'released').length >= rule.need,
      )
      const canOpen = gates.some((gate) => mostShares(gate) >= gate.rule.need)
      if (own === 'released' || isOpened) {
        if (state !== 'referenced') expect({ gates, own, state }).toBeNull()
      } else if (own === 'recalled') {
        if ((state === 'recalled') === canOpen) expect({ gates, own, state, canOpen }).toBeNull()
      } else if (own === null && state !== 'notified') expect({ gates, own, state }).toBeNull()
    }
})

const gate = (places: Known[], isEnded = false): Gate => ({ places, rule: RULES[1]!, isEnded })
const BURNED = gate(['burned', 'burned', 'burned'], true)

test.each<[string, Gate[], OwnDecision, string]>([
  ['recalled at both', [gate(['burned', 'burned', 'burned']), BURNED], 'recalled', 'recalled'],
  [
    'recalled at the new one only',
    [gate(['burned', 'burned', 'burned']), gate(['unheard', 'burned', 'burned'])],
    'recalled',
    'recalling',
  ],
  [
    'split at the old one',
    [gate(['burned', 'unheard', 'burned']), gate(['released', 'burned', 'burned'])],
    'recalled',
    'unknown',
  ],
  ['held at the new one', [gate(['held', 'held', 'held']), BURNED], 'held', 'held'],
  [
    'held, and the old one still open',
    [gate(['held', 'held', 'held']), gate(['unheard', 'burned', 'burned'])],
    'held',
    'holding',
  ],
  ['let go at the new one', [gate(['let-go', 'let-go', 'held']), BURNED], 'let-go', 'notified'],
  ['not let go at the new one yet', [gate(['held', 'held', 'held']), BURNED], 'let-go', 'letting-go'],
  ['nothing is done about it', [gate(['unheard', 'unheard', 'unheard']), BURNED], null, 'notified'],
  ['its only gate is burned, since the author has no station', [BURNED], null, 'notified'],
  [
    'opened by the old one',
    [gate(['unheard']), gate(['released', 'released', 'burned'], true)],
    null,
    'referenced',
  ],
])('%s', (_name, gates, own, state) => {
  expect(stateOf(gates, own)).toBe(state)
})

test('a burn by the word of the author counts, and has its own number', () => {
  const { places, ...facts } = factsOf(gate(['burned', 'burned', 'burned']), 'recalled')
  const [one, ...others] = places
  const lost = { ...facts, places: [{ ...one!, isByWord: true }, ...others] }
  expect(decideLetterState([{ facts: lost, isEnded: true }])).toMatchObject({
    state: 'recalled',
    count: { burned: 3, byWord: 1 },
  })
})
