// The people of the demo world answer letters to themselves, once and after a while.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  createClient,
  createMemoryChannels,
  EngineError,
  type EngineEvent,
  type Letter,
  type LetterSummary,
  type PersonId,
  type RefText,
} from '../../../src/core/contract/index.ts'
import { serveContract } from '../../../src/core/contract/server.ts'
import { greetWhenLetIn, liveBy, type Actor } from '../../../src/main/demo-world/habits.ts'
import { answerAsBob, answerAsCarol, greetAsHaruko } from '../../../src/main/demo-world/story/index.ts'
import { createFakeEngine, type FakeEngine } from '../../contract/fake-engine.ts'

const visitor = 'alice' as PersonId
const ref = 'fumikura://ref/abcdefghij' as RefText
const PAUSE_MS = 1000

/** The only letter, and the engine's answer about it. */
let letter: { state: LetterSummary['state']; text: string; refusal: EngineError | null }
let engine: FakeEngine
let who: Actor
let stop: () => void = () => undefined

beforeEach(() => {
  vi.useFakeTimers()
  letter = { state: 'sealed', text: 'A question.', refusal: null }
  engine = createFakeEngine({
    letters: {
      summary: async () =>
        ({
          ref,
          from: { person: visitor, name: 'Alice' },
          subject: 'A subject',
          state: letter.state,
        }) as LetterSummary,
      async read() {
        if (letter.refusal !== null) throw letter.refusal
        letter.state = 'referenced'
        return { text: letter.text } as Letter
      },
      send: async () => ({ ref, state: 'notified' }),
      mark: async () => ({ ref, state: 'done' }),
    },
  })
  const [near, far] = createMemoryChannels()
  serveContract(far, engine.handlers, engine.log)
  who = { api: createClient(near).api }
})

afterEach(() => {
  stop()
  vi.useRealTimers()
})

const arrived: EngineEvent = {
  ...{ type: 'letter-arrived', ref, from: visitor, letter: {} as LetterSummary, isMuted: false },
}
const changed: EngineEvent = { type: 'letter-changed', ref }

async function happens(event: EngineEvent): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
  engine.emit(event)
  await vi.advanceTimersByTimeAsync(PAUSE_MS)
}

/** All calls except `letters.summary`. */
const acts = (): unknown[] => engine.calls.filter(([name]) => name !== 'letters.summary')

function live(answer = answerAsBob()): void {
  stop = liveBy({ pauseMs: PAUSE_MS, answer }, who, visitor)
}

it('bob opens a letter after a while and answers it, once', async () => {
  live()
  await vi.advanceTimersByTimeAsync(0)
  engine.emit(arrived)
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1)
  expect(acts()).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await happens(changed)
  expect(acts()).toEqual([
    ['letters.read', expect.objectContaining({ ref })],
    [
      'letters.send',
      expect.objectContaining({
        to: [visitor],
        subject: 'A subject',
        replyTo: ref,
        text: expect.any(String) as string,
      }),
    ],
  ])
})

it('carol reports done, in the language of the letter', async () => {
  letter.text = '鍵をお願いします。'
  live(answerAsCarol())
  await happens(arrived)
  expect(acts().at(-1)).toEqual(['letters.mark', { ref, value: 'done', note: '済みました。' }])
})

it('bob does not repeat the same answer twice in a row', async () => {
  live()
  await happens(arrived)
  letter.state = 'sealed'
  const next = 'fumikura://ref/bcdefghijk' as RefText
  await happens({ ...arrived, ref: next })
  const texts = engine.calls.flatMap(([name, input]) =>
    name === 'letters.send' ? [(input as { text: string }).text] : [],
  )
  expect([texts.length, new Set(texts).size]).toEqual([2, 2])
})

it('a held letter is answered once it is let go', async () => {
  live()
  letter.refusal = new EngineError('HELD', 'Held.')
  await happens(arrived)
  expect(acts()).toHaveLength(1)
  letter.refusal = null
  await happens(changed)
  expect(acts().at(-1)).toMatchObject(['letters.send', { replyTo: ref }])
})

it.each<[string, EngineEvent]>([
  ['from another person', { ...arrived, from: 'carol' as PersonId }],
  ['that arrived earlier', changed],
])('a letter %s is not answered', async (_whose, event) => {
  live()
  await happens(event)
  expect(engine.calls).toEqual([])
})

it('no person answers once the world ends', async () => {
  live()
  await vi.advanceTimersByTimeAsync(0)
  engine.emit(arrived)
  await vi.advanceTimersByTimeAsync(0)
  stop()
  await vi.advanceTimersByTimeAsync(PAUSE_MS)
  expect([engine.calls, engine.countListeners()]).toEqual([[], 0])
})

it('haruko writes once, when she becomes a contact', async () => {
  stop = greetWhenLetIn(who, visitor, greetAsHaruko(visitor))
  await happens({ type: 'contact-changed', person: 'bob' as PersonId })
  expect(engine.calls).toEqual([])
  await happens({ type: 'contact-changed', person: visitor })
  await happens({ type: 'contact-changed', person: visitor })
  expect(engine.calls).toEqual([['letters.send', expect.objectContaining({ to: [visitor] })]])
})
