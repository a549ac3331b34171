// Adding files to the store: a few in parallel, refusals, pause, stop, and the album that they were
// dropped on.
import { waitFor } from '@testing-library/svelte'
import { afterEach, expect, test, vi } from 'vitest'
import { EngineError, type AddedFile, type FileId, type RefText } from '../../../src/core/contract/index.ts'
import { collectPicked } from '../../../src/renderer/adding/collect-files.ts'
import type { PageFiles } from '../../../src/renderer/bridge/page-files.ts'
import { Adding } from '../../../src/renderer/state/adding.svelte.ts'
import { createApp } from '../support/render.ts'

const ALBUM = 'fumikura://ref/album' as RefText
const named = (...names: string[]): File[] => names.map((name) => new File([name], name))

afterEach(() => void vi.useRealTimers())

/** The test decides when each upload ends. */
function open(calls: Parameters<typeof createApp>[0] = {}) {
  const { app, shell } = createApp(calls)
  const pending: { name: string; end: (error?: Error) => void; signal: AbortSignal }[] = []
  const send: PageFiles['send'] = (file, { signal }) =>
    new Promise((resolve, reject) => {
      const added = {
        file: `id-${file.name}` as FileId,
        preview: 'p' as FileId,
        isKnown: file.name === 'twin',
      }
      const end = (error?: Error): void => (error === undefined ? resolve(added as AddedFile) : reject(error))
      signal!.addEventListener('abort', () => reject(new EngineError('CANCELLED', 'Ended.')))
      pending.push({ name: file.name, end, signal: signal! })
    })
  Object.assign(shell, { files: { ...shell.files, send } })
  return { adding: app.noun(Adding), pending }
}

test('three files upload at once, and the next one starts when one is stored', async () => {
  const { adding, pending } = open()
  adding.add(named('a', 'b', 'c', 'd', 'twin'))
  expect(adding.storing.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  pending[1]!.end()
  await waitFor(() => expect(adding.storing.map(({ name }) => name)).toEqual(['a', 'c', 'd']))
  for (const { end } of pending) end()
  await waitFor(() => expect(pending).toHaveLength(5))
  pending[4]!.end()
  await waitFor(() => expect(adding.isUnderWay).toBe(false))
  expect(adding.counts).toEqual({ total: 5, added: 4, known: 1, refused: 0 })
})

test('an album lists its files in the order of their names, however long each took to store', async () => {
  const filed: unknown[] = []
  const albums = { get: () => ({ count: 0 }), add: (input: object) => filed.push(input) }
  const { adding, pending } = open({ albums })
  const picked = named('p13', 'p2', 'p14').map((file) =>
    Object.defineProperty(file, 'webkitRelativePath', { value: '' }),
  )
  adding.add(collectPicked(picked), ALBUM)
  expect(pending.map(({ name }) => name)).toEqual(['p2', 'p13', 'p14'])
  for (const at of [2, 0, 1]) {
    pending[at]!.end()
    await waitFor(() => expect(adding.storing.some(({ name }) => name === pending[at]!.name)).toBe(false))
  }
  await waitFor(() => expect(filed).toMatchObject([{ files: ['id-p2', 'id-p13', 'id-p14'] }]))
})

test('a refused file shows its reason, does not block the others, and can be tried again', async () => {
  const { adding, pending } = open()
  adding.add(named('good', 'bad'))
  pending[0]!.end()
  pending[1]!.end(new EngineError('NO_SPACE', 'Full.'))
  await waitFor(() => expect(adding.isUnderWay).toBe(false))
  expect(adding.refusals.map(({ file, code }) => [file.name, code])).toEqual([['bad', 'NO_SPACE']])
  adding.retry()
  expect(adding.isUnderWay).toBe(true)
  pending[2]!.end()
  await waitFor(() => expect(adding.counts).toEqual({ total: 2, added: 2, known: 0, refused: 0 }))
})

test('a result goes away like a toast, but not while more is added, and not with a refused file', async () => {
  vi.useFakeTimers()
  const { adding, pending } = open()
  adding.add(named('one'))
  pending[0]!.end()
  await vi.advanceTimersByTimeAsync(5999)
  expect(adding.counts.total).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(adding.counts.total).toBe(0)

  adding.add(named('two'))
  pending[1]!.end()
  await vi.advanceTimersByTimeAsync(3000)
  adding.add(named('three'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(adding.counts.total).toBe(1)
  pending[2]!.end(new EngineError('NO_SPACE', 'Full.'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(adding.refusals).toHaveLength(1)
})

test('a pause starts no new file, and asks the engine to pause the uploads under way', async () => {
  const asked: string[] = []
  const { adding, pending } = open({
    files: { pause: () => asked.push('pause'), resume: () => asked.push('resume') },
  })
  adding.add(named('a', 'b', 'c', 'd'))
  await adding.pause()
  pending[0]!.end()
  await waitFor(() => expect(adding.storing).toHaveLength(2))
  expect(pending).toHaveLength(3)
  await adding.resume()
  expect(pending.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  expect(asked).toEqual(['pause', 'pause', 'pause', 'resume', 'resume', 'resume'])
})

test('stop ends the uploads under way, drops the waiting files, and keeps the stored ones', async () => {
  const { adding, pending } = open()
  adding.add(named('a', 'b', 'c', 'd', 'e'))
  pending[0]!.end()
  await waitFor(() => expect(adding.counts.added).toBe(1))
  adding.cancel()
  await waitFor(() => expect(adding.storing).toEqual([]))
  expect(pending.slice(1).every(({ signal }) => signal.aborted)).toBe(true)
  expect(adding.counts).toEqual({ total: 1, added: 1, known: 0, refused: 0 })
})

test('the added files are in the album once all are stored, also files that were stored before', async () => {
  const added: unknown[] = []
  const { adding, pending } = open({
    albums: { get: () => ({ count: 0 }), add: (input: never) => added.push(input) },
  })
  adding.add(named('a', 'twin'), ALBUM)
  for (const { end } of pending) end()
  await waitFor(() => expect(added).toEqual([{ album: ALBUM, files: ['id-a', 'id-twin'], asIs: [] }]))
})

test('files that operating systems leave in a folder are not added', () => {
  const inFolder = (path: string): File =>
    Object.defineProperty(new File(['x'], path.split('/').at(-1)!), 'webkitRelativePath', { value: path })
  const picked = ['trip/a.jpg', 'trip/.DS_Store', 'trip/Thumbs.db', 'trip/.git/b.jpg', 'trip/more/c.jpg']
  expect(collectPicked(picked.map(inFolder)).map(({ name }) => name)).toEqual(['a.jpg', 'c.jpg'])
})
