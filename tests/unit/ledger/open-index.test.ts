import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openIndex, type Schema } from '../../../src/core/ledger/index.ts'
import type { IndexOptions } from '../../../src/core/ledger/open-index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { key, noteIds, notes, writeNote } from './test-ledger.ts'

const makeFolder = useTempFolders()

async function indexOptions(): Promise<IndexOptions> {
  return { path: join(await makeFolder(), 'index'), key, schemas: [notes] }
}

/** Returns the notes of an index that is opened with these options. Adds one more note. */
async function visit(options: IndexOptions): Promise<{ isEmpty: boolean; ids: number[] }> {
  const { index, isEmpty } = await openIndex(options)
  const ids = noteIds(index)
  await writeNote(index, ids.length + 1)
  await index.close()
  return { isEmpty, ids }
}

it('an index keeps its rows after it is opened again', async () => {
  const options = await indexOptions()
  expect(await visit(options)).toEqual({ isEmpty: true, ids: [] })
  expect(await visit(options)).toEqual({ isEmpty: false, ids: [1] })
})

it('an index starts empty if the tables changed, to newer or older ones', async () => {
  const options = await indexOptions()
  const more: Schema = { noun: 'notes', steps: [...notes.steps, 'CREATE TABLE more (id INTEGER) STRICT'] }
  await visit(options)
  expect(await visit({ ...options, schemas: [more] })).toEqual({ isEmpty: true, ids: [] })
  expect(await visit(options)).toEqual({ isEmpty: true, ids: [] })
})

it('an index starts empty under another key, and over a file that is not a database', async () => {
  const options = await indexOptions()
  await visit(options)
  expect((await visit({ ...options, key: new Uint8Array(32).fill(8) })).isEmpty).toBe(true)
  await writeFile(options.path, 'x'.repeat(10_000))
  expect(await visit(options)).toEqual({ isEmpty: true, ids: [] })
})

it('an index that is open elsewhere is not deleted', async () => {
  const options = await indexOptions()
  const { index } = await openIndex(options)
  await writeNote(index, 1)
  await expect(openIndex(options)).rejects.toMatchObject({ code: 'HOME_LOCKED' })
  await index.close()
  expect((await visit(options)).ids).toEqual([1])
})

it('a damaged index is deleted when it closes, and is empty the next time', async () => {
  const options = await indexOptions()
  const first = await openIndex(options)
  await writeNote(first.index, 1, 'x'.repeat(400_000))
  await first.index.close()
  const bytes = await readFile(options.path)
  bytes[Math.floor(bytes.length / 2)]! ^= 1
  await writeFile(options.path, bytes)
  const { index, isEmpty } = await openIndex(options)
  expect(isEmpty).toBe(false)
  expect(() => index.all('SELECT text FROM notes')).toThrow(expect.objectContaining({ code: 'DAMAGED' }))
  await expect(writeNote(index, 2)).rejects.toMatchObject({ code: 'DAMAGED' })
  await index.close()
  await expect(stat(options.path)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await visit(options)).toEqual({ isEmpty: true, ids: [] })
})
