// From draft to letter and back: the calls to the engine, their order, and calls that must never
// happen.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EngineError, type Draft, type DraftId, type RefText } from '../../../src/core/contract/index.ts'
import type { Composition } from '../../../src/renderer/state/composition.svelte.ts'
import { Drafts } from '../../../src/renderer/state/drafts.svelte.ts'
import { resolveReaders } from '../../../src/renderer/state/readers.ts'
import { createApp } from '../support/render.ts'
import { alice, bob } from './people-of-tests.ts'

const REF = 'fumikura://ref/abc' as RefText
const NOW = new Date('2026-11-24T12:00:00.000Z')
let kept: Draft[]
let asked: [string, Record<string, unknown>][]
let isNoticeOut: boolean
let isEngineAway: boolean
/** The engine sends the letter, and its answer does not arrive. */
let isAnswerLost: boolean
let isRepeated: boolean
let leftMs: number
let made: ReturnType<typeof createApp>
let drafts: Drafts

/** A fake engine that stores drafts and records its calls. */
function calls() {
  const note = (name: string, input: object): void => void asked.push([name, { ...input }])
  return {
    drafts: {
      get({ draft }: { draft: DraftId }) {
        note('drafts.get', { draft })
        const found = kept.find((one) => one.draft === draft)
        if (found === undefined) throw notFound()
        return found
      },
      save({ draft, begins = false, ...content }: Partial<Draft> & { begins?: boolean }) {
        note('drafts.save', { draft, begins, ...content })
        if (isEngineAway) throw new EngineError('UNREACHABLE', 'The engine is away.')
        if (draft !== undefined && !begins && kept.every((other) => other.draft !== draft)) throw notFound()
        const id = draft ?? (`draft-${kept.length + 1}` as DraftId)
        const savedAt = new Date().toISOString()
        kept = [
          { ...content, replaces: content.replaces ?? null, draft: id, savedAt } as Draft,
          ...kept.filter((other) => other.draft !== id),
        ]
        made.engine.tell({ type: 'draft-changed', draft: id, savedAt, isNew: begins })
        return { draft: id, savedAt }
      },
      send({ draft, ...how }: { draft: DraftId }) {
        note('drafts.send', { draft, ...how })
        if (isRepeated) return { ref: REF, state: 'scheduled', undoMs: leftMs }
        if (kept.every((other) => other.draft !== draft)) throw notFound()
        kept = kept.filter((other) => other.draft !== draft)
        made.engine.tell({ type: 'draft-changed', draft, savedAt: null, isNew: false })
        if (isAnswerLost) throw new EngineError('UNREACHABLE', 'The connection ended.')
        return { ref: REF, state: 'scheduled', undoMs: leftMs }
      },
      remove({ draft }: { draft: DraftId }) {
        note('drafts.remove', { draft })
        kept = kept.filter((other) => other.draft !== draft)
        return { draft }
      },
    },
    letters: {
      recall(input: object) {
        note('letters.recall', input)
        if (isNoticeOut) throw new EngineError('TOO_LATE', 'Its notice is out.')
        return { ref: REF, readers: [], audiences: [], draft: 'words' }
      },
    },
  }
}

const notFound = (): EngineError => new EngineError('NOT_FOUND', 'There is no such draft.')
const namesOf = (): string[] => asked.map(([name]) => name)

async function write(): Promise<Composition> {
  const composition = await drafts.open(null, { to: [alice.person], subject: 'Keys' })
  composition!.change({ text: 'Under the mat.' })
  return composition!
}

/** Sends the letter as a pane does, and shows its toast. */
async function send(composition: Composition): Promise<void> {
  composition.isGoing = true
  const { showToast } = await drafts.send(composition, resolveReaders(composition.content.to, [alice, bob]))
  showToast()
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  kept = []
  asked = []
  isNoticeOut = false
  isEngineAway = false
  ;[isAnswerLost, isRepeated, leftMs] = [false, false, 10_000]
  made = createApp(calls())
  drafts = made.app.noun(Drafts)
})
afterEach(() => {
  made.app.close()
  vi.useRealTimers()
})

test('a letter is on disk as a draft before it is sent, and its notice waits ten seconds', async () => {
  const composition = await write()
  await send(composition)
  expect(namesOf()).toEqual(['drafts.save', 'drafts.send'])
  expect(asked[1]![1]).toEqual({
    draft: composition.draft,
    savedAt: NOW.toISOString(),
    undoMs: 10_000,
    asIs: [],
  })
})

test('a send whose answer is lost is repeated under the same id, and no key makes another draft', async () => {
  const composition = await write()
  isAnswerLost = true
  let isOver = false
  const sending = send(composition).then(() => (isOver = true))
  await vi.waitFor(() => expect(namesOf()).toEqual(['drafts.save', 'drafts.send']))
  composition.change({ text: 'Under the mat. Or not.' })
  await vi.advanceTimersByTimeAsync(20_000)
  expect([isOver, namesOf()]).toEqual([false, ['drafts.save', 'drafts.send']])
  ;[isAnswerLost, isRepeated] = [false, true]
  made.engine.become('lost')
  made.engine.become('online')
  await sending
  expect(asked.slice(1).map(([name, { draft }]) => [name, draft])).toEqual([
    ['drafts.send', composition.draft],
    ['drafts.send', composition.draft],
  ])
  await vi.advanceTimersByTimeAsync(20_000)
  expect([composition.isSent, namesOf().filter((name) => name === 'drafts.save')]).toEqual([
    true,
    ['drafts.save'],
  ])
})

test('undo lasts as long as the engine says, whatever the clock of the page', async () => {
  leftMs = 4_000
  await send(await write())
  vi.setSystemTime(NOW.getTime() - 3_600_000)
  await vi.advanceTimersByTimeAsync(3_400)
  expect(made.app.toasts.shown).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(300)
  expect(await made.app.toasts.undoLatest()).toBe(false)
})

test('a letter opened with a reader is saved before it is sent, even if nothing was typed', async () => {
  const composition = await drafts.open(null, { to: [alice.person], subject: 'Keys' })
  await send(composition!)
  expect(asked.map(([name, { draft }]) => [name, draft])).toEqual([
    ['drafts.save', composition!.draft],
    ['drafts.send', composition!.draft],
  ])
})

test('a scheduled or held letter keeps that in its draft only', async () => {
  const composition = await write()
  composition.change({ when: 'hold' })
  await send(composition)
  expect(asked.map(([, input]) => input)).toMatchObject([{ policy: { hold: true } }, { undoMs: undefined }])
})

test('undo recalls the letter by its ref before any notice is sent, and opens its draft', async () => {
  await send(await write())
  await made.app.toasts.undoLatest()
  expect(asked.at(-1)).toEqual(['letters.recall', { ref: REF, unlessTold: true }])
  expect(made.app.route.place).toMatchObject({ screen: 'compose', draft: 'words' })
})

test('undo is no longer offered once the notice may be sent', async () => {
  await send(await write())
  await vi.advanceTimersByTimeAsync(9600)
  expect(await made.app.toasts.undoLatest()).toBe(false)
})

test('a letter in its undo seconds does not count as scheduled', async () => {
  const total = { unread: 0, total: 1, unreadThreads: 0 }
  const standing = () => ({ boxes: { inbox: total, scheduled: total }, labels: [] })
  const { app } = createApp({
    ...calls(),
    home: { status: () => ({ state: 'open' }), standing },
    people: { whoami: () => alice },
  })
  drafts = app.noun(Drafts)
  app.counts.readSoon()
  await vi.advanceTimersByTimeAsync(200)
  expect(app.counts.scheduled).toBe(1)
  await send(await write())
  expect(app.counts.scheduled).toBe(0)
  await app.toasts.undoLatest()
  expect(app.counts.scheduled).toBe(1)
  await send(await write())
  await vi.advanceTimersByTimeAsync(12_000)
  expect(app.counts.scheduled).toBe(1)
  app.close()
})

test('the toast names the letter and its readers, and counts down', async () => {
  await send(await write())
  const [toast] = made.app.toasts.shown
  expect([toast!.text, toast!.countdown!(8)]).toEqual([`Sending “Keys” to ${alice.name}`, 'in 8 s'])
})

test('a letter that is undone elsewhere loses its toast here', async () => {
  await send(await write())
  await drafts.undoSend(REF)
  expect(made.app.toasts.shown.map(({ undo }) => undo)).toEqual([undefined])
  expect(made.app.route.place).toMatchObject({ screen: 'compose', draft: 'words' })
})

test('an undo that is too late says so, and shows the letter', async () => {
  await send(await write())
  isNoticeOut = true
  await made.app.toasts.undoLatest()
  expect(made.app.toasts.shown.map(({ tone }) => tone)).toEqual(['problem'])
  expect(made.app.route.place).toEqual({ screen: 'box', box: 'sent', ref: REF })
})

test('sending twice sends one letter, because the first send removes the draft', async () => {
  const composition = await write()
  await send(composition)
  await expect(send(composition)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await drafts.isGone(composition)).toBe(true)
})

test('text written after the draft was sent elsewhere becomes a new draft', async () => {
  const composition = await write()
  await composition.flush()
  kept = []
  composition.change({ text: 'Under the other mat.' })
  await composition.flush()
  expect(kept).toEqual([expect.objectContaining({ text: 'Under the other mat.' })])
})

test('a draft has its id before its first save, and keeps it', async () => {
  const composition = await drafts.open(null, { to: [alice.person] })
  expect(composition!.draft).toBeNull()
  composition!.change({ text: 'x' })
  const { draft } = composition!
  expect([draft, asked]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), []])
  await composition!.flush()
  composition!.change({ text: 'xy' })
  await composition!.flush()
  expect(kept.map((one) => [one.draft, one.text])).toEqual([[draft, 'xy']])
  expect(asked.map(([, input]) => input.begins)).toEqual([true, false])
  expect(await drafts.open(draft, {})).toBe(composition)
})

test('a retry after a failed save creates the same draft', async () => {
  const composition = await write()
  isEngineAway = true
  await expect(composition.flush()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  isEngineAway = false
  await composition.flush()
  expect(kept.map(({ draft }) => draft)).toEqual([composition.draft])
})

test('a draft that was never saved is discarded without a call to the engine', async () => {
  const composition = await write()
  await drafts.discard(composition)
  expect(asked).toEqual([])
})

test('an empty composer leaves no draft', async () => {
  const composition = await drafts.open(null, {})
  composition!.change({ text: 'x' })
  await composition!.flush()
  composition!.change({ text: '' })
  await drafts.leave(composition!)
  expect(kept).toEqual([])
})

test('a draft that another window saves is shown here, unless there are unsaved changes', async () => {
  const composition = await write()
  await composition.flush()
  kept = [{ ...kept[0]!, text: 'From the other window.', savedAt: '2026-11-24T12:05:00.000Z' }]
  made.engine.tell({ type: 'draft-changed', ...kept[0]!, isNew: false })
  await vi.advanceTimersByTimeAsync(0)
  expect(composition.content.text).toBe('From the other window.')

  composition.change({ text: 'Mine.' })
  kept = [{ ...kept[0]!, text: 'Later still.', savedAt: '2026-11-24T12:06:00.000Z' }]
  made.engine.tell({ type: 'draft-changed', ...kept[0]!, isNew: false })
  await vi.advanceTimersByTimeAsync(0)
  expect(composition.content.text).toBe('Mine.')
})

test('the own saves of a draft are not read again, also while it is written on', async () => {
  const composition = await write()
  const first = composition.flush()
  composition.change({ text: 'Under the mat, left.' })
  await first
  await composition.flush()
  await vi.advanceTimersByTimeAsync(0)
  expect(namesOf()).toEqual(['drafts.save', 'drafts.save'])
})

test('a discarded draft can be restored', async () => {
  const composition = await write()
  await composition.flush()
  await drafts.discard(composition)
  expect(kept).toEqual([])
  await made.app.toasts.undoLatest()
  expect(kept).toEqual([expect.objectContaining({ subject: 'Keys', text: 'Under the mat.' })])
})

test('a picture that is taken out of the text takes its file along, and returns with it', async () => {
  const composition = await write()
  const file = (name: string) =>
    ({ file: `id-${name}`, name, size: 1, type: 'image/png', preview: 'data:', facts: {} }) as never
  composition.change({ attachments: [file('one'), file('two'), file('plan')] })
  composition.change({ text: '![](attached:1) and ![](attached:2)' })
  composition.change({ text: ' and ![](attached:2)' })
  expect(composition.given).toMatchObject({
    text: ' and ![](attached:1)',
    attachments: [{ name: 'two' }, { name: 'plan' }],
  })
  await composition.flush()
  expect(asked.at(-1)![1]).toMatchObject({ attachments: ['id-two', 'id-plan'] })
  composition.change({ text: '![](attached:1) and ![](attached:2)' })
  expect(composition.given).toEqual(composition.content)
})
