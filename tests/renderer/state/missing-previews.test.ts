// Previews are made for the person's own files that are in view and have none: one after another,
// each once.
import { waitFor } from '@testing-library/svelte'
import { beforeEach, expect, test, vi } from 'vitest'
import type { FileId, ListedFile } from '../../../src/core/contract/index.ts'
import { makeStoredPreview } from '../../../src/renderer/files/previews.ts'
import { MissingPreviews } from '../../../src/renderer/state/missing-previews.ts'
import { createApp } from '../support/render.ts'
import { until } from '../../support/until.ts'

vi.mock('../../../src/renderer/files/previews.ts', () => ({ makeStoredPreview: vi.fn() }))
const make = vi.mocked(makeStoredPreview)
type Made = Awaited<ReturnType<typeof makeStoredPreview>>

let described: unknown[]
let previews: MissingPreviews
let ends: ((made: Made) => void)[]
/** The files of others that are here completely. */
let whole: string[]

beforeEach(() => {
  ;[described, ends] = [[], []]
  make.mockReset().mockImplementation(() => new Promise<Made>((resolve) => ends.push(resolve)))
  whole = []
  const where = ({ files: [file] }: { files: string[] }) => [{ file, isWhole: whole.includes(file!) }]
  const { app } = createApp({ files: { describe: (input: never) => described.push(input), where } })
  previews = app.noun(MissingPreviews)
})

const file = (name: string, more: Partial<ListedFile> = {}): ListedFile =>
  ({
    ...{ file: name as FileId, isMine: true, preview: null, kind: 'picture', type: 'image/jpeg', size: 9 },
    ...more,
  }) as ListedFile

const asked = (): string[] => make.mock.calls.map(([{ address }]) => address)

test('previews are made one after another, and each is stored with its file', async () => {
  previews.want([file('a'), file('b')])
  await waitFor(() => expect(asked()).toEqual(['/file/a']))
  ends[0]!({ url: 'data:a', width: 4, height: 3 })
  await waitFor(() => expect(asked()).toEqual(['/file/a', '/file/b']))
  expect(described).toEqual([{ file: 'a', preview: 'data:a', width: 4, height: 3 }])
})

test('files of others, files with a preview and files that cannot be shown are left alone', async () => {
  const others = [
    file('theirs', { isMine: false }),
    file('has', { preview: 'p' as FileId }),
    file('raw', { type: 'image/heic' }),
    file('table', { kind: 'document', type: 'text/csv' }),
  ]
  previews.want([...others, file('film', { kind: 'film', type: 'video/mp4' })])
  await waitFor(() => expect(asked()).toEqual(['/file/film']))
})

test('a file out of view waits until it is in view again, and a file that cannot be drawn is tried once', async () => {
  previews.want([file('a'), file('b'), file('c')])
  await waitFor(() => expect(asked()).toHaveLength(1))
  previews.want([file('z')])
  ends[0]!(null)
  await waitFor(() => expect(asked()).toEqual(['/file/a', '/file/z']))
  ends[1]!(null)
  await until(() => previews.want([file('a'), file('b')]))
  await waitFor(() => expect(asked()).toEqual(['/file/a', '/file/z', '/file/b']))
  expect(described).toEqual([])
})

test('a picture inside a mail is drawn and not stored, and one at its server is left alone', async () => {
  whole = ['near', 'far']
  const inMail = { isMine: false, number: 1 }
  previews.want([file('far', { ...inMail, atServer: true }), file('near', inMail)])
  await waitFor(() => expect(asked()).toEqual(['/file/near']))
  ends[0]!({ url: 'data:near', width: 4, height: 3 })
  await waitFor(() => expect(previews.pictureOf(file('near', inMail))).toBe('data:near'))
  expect(described).toEqual([])
  previews.want([file('far', inMail)])
  await waitFor(() => expect(asked()).toEqual(['/file/near', '/file/far']))
})

const paper = (name: string, isMine: boolean): ListedFile =>
  file(name, { kind: 'document', type: 'application/pdf', isMine })

test('the first page of an own PDF is stored as its preview, without a size in pixels', async () => {
  previews.want([paper('lease', true)])
  await waitFor(() => expect(ends).toHaveLength(1))
  ends[0]!({ url: 'data:lease', width: 612, height: 792 })
  await waitFor(() => expect(described).toEqual([{ file: 'lease', preview: 'data:lease' }]))
})

test('a PDF of another person is drawn only if it is here, and only for this page', async () => {
  whole = ['fetched']
  previews.want([paper('away', false), paper('fetched', false)])
  await waitFor(() => expect(asked()).toEqual(['/file/fetched']))
  ends[0]!({ url: 'data:fetched', width: 612, height: 792 })
  await waitFor(() => expect(previews.pictureOf(paper('fetched', false))).toBe('data:fetched'))
  expect(previews.pictureOf(paper('away', false))).toBeNull()
  expect(described).toEqual([])
})
