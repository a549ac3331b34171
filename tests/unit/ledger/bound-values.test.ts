// A row contains exactly the values that the statement got, including empty ones.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Ledger, SqlValue } from '../../../src/core/ledger/index.ts'
import { openIn } from './test-ledger.ts'

let folder: string
let ledger: Ledger

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-values-'))
  ledger = await openIn(folder)
})

afterEach(async () => {
  await ledger.close()
  await rm(folder, { recursive: true, force: true })
})

const typeOf = (value: SqlValue): unknown => ledger.get('SELECT typeof(?) AS type', value)?.type

test('an empty byte array is stored as an empty blob, however it was created', async () => {
  const empties = [new Uint8Array(0), new Uint8Array(), Buffer.alloc(0), Buffer.from(''), Buffer.from([])]
  empties.push(Buffer.from('ab').subarray(2), new Uint8Array(new ArrayBuffer(0)), Buffer.concat([]))
  expect(empties.map(typeOf)).toEqual(empties.map(() => 'blob'))
  await ledger.write((tx) => {
    for (const [id, bytes] of empties.entries()) tx.run('INSERT INTO notes VALUES (?, ?, ?)', id, '', bytes)
  })
  const rows = ledger.all<{ bytes: Uint8Array }>('SELECT bytes FROM notes ORDER BY id')
  expect(rows.map(({ bytes }) => bytes?.byteLength)).toEqual(empties.map(() => 0))
})

test('null and empty text are stored unchanged', () => {
  expect([null, '', 'a', Uint8Array.of(0)].map(typeOf)).toEqual(['null', 'text', 'text', 'blob'])
})
