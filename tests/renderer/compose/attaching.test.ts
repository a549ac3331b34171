// The files of a letter that is being written: their progress, the acts on them, and the result in
// the letter.
import { fireEvent, screen } from '@testing-library/svelte'
import { tick as settle } from 'svelte'
import { beforeEach, expect, test } from 'vitest'
import {
  EngineError,
  type AddedFile,
  type Attachment,
  type SealingFile,
  type SealingId,
} from '../../../src/core/contract/index.ts'
import AttachField from '../../../src/renderer/compose/AttachField.svelte'
import { Attachings } from '../../../src/renderer/state/attachings.svelte.ts'
import type { Attaching } from '../../../src/renderer/state/attaching.svelte.ts'
import { Composition } from '../../../src/renderer/state/composition.svelte.ts'
import { createApp, renderInApp } from '../support/render.ts'

interface Sent {
  name: string
  sealing: string
  signal: AbortSignal
  store: () => void
  refuse: (code: EngineError['code']) => void
}

let sent: Sent[]
let asked: string[]
let made: ReturnType<typeof createApp>
let composition: Composition
let attaching: Attaching

const NO_FACTS = { width: null, height: null, takenAt: null, place: null, camera: null, caption: null }

function stored(name: string, size = 1000): Attachment {
  return { file: `id of ${name}` as never, name, size, type: 'text/plain', preview: null, facts: NO_FACTS }
}

/** Makes a file that claims this size but has no bytes. */
function file(name: string, size = 1000): File {
  return Object.defineProperty(new File([], name, { type: 'text/plain' }), 'size', { value: size })
}

beforeEach(() => {
  sent = []
  asked = []
  const note = (name: string) => () => void asked.push(name)
  made = createApp({
    drafts: { save: () => ({ draft: 'd', savedAt: '2026-11-24T12:00:00.000Z' }) },
    files: { pause: note('pause'), resume: note('resume'), cancel: note('cancel') },
  })
  Object.assign(made.shell.files, {
    send: ({ name, size }: File, { sealing, signal }: { sealing: string; signal: AbortSignal }) =>
      new Promise<AddedFile>((resolve, reject) =>
        sent.push({
          name,
          sealing,
          signal,
          store: () => resolve(stored(name, size) as AddedFile),
          refuse: (code) => reject(new EngineError(code, 'Refused.')),
        }),
      ),
  })
  composition = new Composition(made.app.api, {}, null)
  attaching = made.app.noun(Attachings).of(composition)
})

function draw(isNoticed = true): void {
  renderInApp(AttachField, { composition, attaching, isNoticed })
}

const names = (): string[] => composition.content.attachments.map(({ name }) => name)
const press = (name: string): Promise<boolean> => fireEvent.click(screen.getByRole('button', { name }))

/** Emits the engine's progress of the first sent file. */
async function emitProgress(done: number, state: SealingFile['state'] = 'sealing'): Promise<void> {
  const { sealing, name } = sent[0]!
  const id = sealing as SealingId
  const progress = { sealing: id, name, size: 40_000_000, done, state, code: null }
  made.engine.tell({ type: 'sealing-changed', sealing: id, progress })
  await settle()
}

test('a file counts as uploading until it is stored, and only then belongs to the letter', async () => {
  draw()
  attaching.add([file('plan.txt')])
  expect(await screen.findByText(/ storing$/)).toBeTruthy()
  expect([names(), attaching.isBusy]).toEqual([[], true])
  sent[0]!.store()
  await screen.findByRole('button', { name: 'Remove plan.txt from the letter' })
  expect([names(), attaching.isBusy]).toEqual([['plan.txt'], false])
})

test('a large file shows its progress, and can be paused, resumed and stopped', async () => {
  draw()
  attaching.add([file('film.mp4', 40_000_000)])
  await screen.findByText(/ storing$/)
  await emitProgress(10_000_000)
  expect(screen.getByText(/10 MB of 40 MB stored/)).toBeTruthy()
  expect(screen.getByRole('progressbar')).toMatchObject({ value: 10_000_000, max: 40_000_000 })
  await press('Pause storing film.mp4')
  await emitProgress(10_000_000, 'paused')
  expect(screen.getByText(/paused at 10 MB of 40 MB/)).toBeTruthy()
  await press('Resume storing film.mp4')
  await press('Don’t attach film.mp4')
  expect(screen.queryByText('film.mp4')).toBeNull()
  expect([asked, sent[0]!.signal.aborted, names()]).toEqual([['pause', 'resume', 'cancel'], true, []])
})

test('a refused file shows the reason, and can be tried again', async () => {
  draw()
  attaching.add([file('plan.txt')])
  await screen.findByText(/ storing$/)
  sent[0]!.refuse('NO_SPACE')
  expect(await screen.findByText('the disk is full')).toBeTruthy()
  expect([attaching.hasRefused, attaching.isBusy]).toEqual([true, false])
  await press('Try plan.txt again')
  expect(sent).toHaveLength(2)
  expect(sent[1]!.sealing).not.toBe(sent[0]!.sealing)
  sent[1]!.store()
  await screen.findByRole('button', { name: 'Remove plan.txt from the letter' })
  expect(attaching.hasRefused).toBe(false)
})

test('uploads that stopped without the engine are retried when it is back', async () => {
  attaching.add([file('plan.txt')])
  await expect.poll(() => sent.length).toBe(1)
  sent[0]!.refuse('UNREACHABLE')
  await expect.poll(() => attaching.hasRefused).toBe(true)
  made.engine.become('lost')
  made.engine.become('online')
  await expect.poll(() => sent.length).toBe(2)
})

test('files stand in the order in which they were added, whichever is stored first', async () => {
  composition.attach(stored('from the store'))
  attaching.add([file('large', 50_000_000), file('small')])
  await expect.poll(() => sent.length).toBe(2)
  for (const at of [1, 0]) {
    sent[at]!.store()
    await expect.poll(() => attaching.pending.length).toBe(at)
  }
  expect(names()).toEqual(['from the store', 'large', 'small'])
})

test('small files overtake the large ones, of which two upload at once', async () => {
  const large = ['a', 'b', 'c'].map((name) => file(name, 50_000_000))
  attaching.add([...large, file('small')])
  await expect.poll(() => sent.map(({ name }) => name)).toEqual(['a', 'b', 'small'])
  expect(attaching.pending.map(({ step }) => step.step)).toEqual(['storing', 'storing', 'waiting', 'storing'])
  sent[0]!.store()
  await expect.poll(() => sent.map(({ name }) => name)).toEqual(['a', 'b', 'small', 'c'])
})

test('a file that is attached twice is in the letter once', async () => {
  attaching.add([file('plan.txt'), file('plan.txt')])
  await expect.poll(() => sent.length).toBe(1)
  sent[0]!.store()
  await expect.poll(() => sent.length).toBe(2)
  sent[1]!.store()
  await attaching.settled()
  expect(names()).toEqual(['plan.txt'])
})

test('a letter takes two hundred files; the rest is left out and counted', () => {
  expect(attaching.add(Array.from({ length: 203 }, (_, at) => file(`${at}`)))).toBe(3)
  expect(attaching.pending).toHaveLength(200)
})

test('the location of a picture is removed for other readers, unless the author wants to keep it', async () => {
  const picture = { ...stored('cat.jpg'), type: 'image/jpeg' }
  const place = { latitude: 1, longitude: 2 }
  composition.change({ attachments: [{ ...picture, facts: { ...NO_FACTS, place } }] })
  draw()
  const tick = screen.getByRole('checkbox', { name: /Remove the location/ })
  expect([(tick as HTMLInputElement).checked, composition.content.policy.keepPlace]).toEqual([true, false])
  await fireEvent.click(tick)
  expect(composition.content.policy.keepPlace).toEqual([stored('cat.jpg').file])
  const other = { ...stored('dog.jpg'), type: 'image/jpeg', facts: { ...NO_FACTS, place } }
  composition.change({ attachments: [...composition.content.attachments, other] })
  await settle()
  expect((tick as HTMLInputElement).checked).toBe(true)
  screen.getByText('1 photo keeps its location.')
})

test('a letter to oneself asks no question about locations', () => {
  const place = { latitude: 1, longitude: 2 }
  composition.change({
    attachments: [{ ...stored('cat.jpg'), type: 'image/jpeg', facts: { ...NO_FACTS, place } }],
  })
  draw(false)
  expect(screen.queryByRole('checkbox')).toBeNull()
  expect(screen.getByText('The files stay in your store.')).toBeTruthy()
})
