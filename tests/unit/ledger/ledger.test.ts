import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Ledger, openLedger, type Transaction } from '../../../src/core/ledger/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { noteIds, notes, openIn, pathsIn, range, writeNote, writeNotes } from './test-ledger.ts'

const makeFolder = useTempFolders()
let dir: string
let ledger: Ledger

beforeEach(async () => {
  dir = await makeFolder()
  ledger = await openIn(dir)
})

afterEach(() => ledger.close())

const commits = (): number => ledger.get<{ n: number }>('SELECT max(counter) AS n FROM commits')!.n

it('written rows are readable, also after a restart', async () => {
  const bytes = Buffer.from([0, 1, 2, 255]).subarray(1)
  const result = await ledger.write((tx) =>
    tx.run('INSERT INTO notes (text, bytes) VALUES (?, ?)', '文庫', bytes),
  )
  await ledger.close()
  ledger = await openIn(dir)
  expect(result).toEqual({ changes: 1, lastInsertRowid: 1 })
  expect(ledger.all('SELECT * FROM notes')).toEqual([
    { id: 1, text: '文庫', bytes: Buffer.from([1, 2, 255]) },
  ])
})

it('tasks of one turn share a commit, in their order', async () => {
  const before = commits()
  await Promise.all(range(1, 100).map((id) => writeNote(ledger, id)))
  expect([commits() - before, noteIds(ledger)]).toEqual([1, range(1, 100)])
})

it('a short task waits for no batch but the one that runs', async () => {
  const order: string[] = []
  const write = (name: string, kind: 'short' | 'batch'): Promise<unknown> =>
    ledger
      .write((tx) => tx.run('INSERT INTO notes (text) VALUES (?)', name), kind)
      .then(() => order.push(name))
  await Promise.all([write('batch', 'batch'), write('key', 'short'), write('next', 'batch')])
  expect(order).toEqual(['key', 'batch', 'next'])
})

it('a later task of a group sees the changes of an earlier one', async () => {
  const count = (tx: Transaction): number => tx.get<{ n: number }>('SELECT count(*) AS n FROM notes')!.n
  const [, seen] = await Promise.all([writeNote(ledger, 1), ledger.write(count)])
  expect(seen).toBe(1)
})

it('a failing task undoes only its own changes', async () => {
  const outcomes = await Promise.allSettled([
    writeNote(ledger, 1),
    ledger.write((tx) => {
      tx.run("INSERT INTO notes (id, text) VALUES (2, 'half')")
      throw new Error('changed my mind')
    }),
    writeNote(ledger, 1),
    writeNote(ledger, 3),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(outcomes[1]).toMatchObject({ reason: { message: 'changed my mind' } })
  expect(outcomes[2]).toMatchObject({ reason: { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' } })
  expect(noteIds(ledger)).toEqual([1, 3])
})

it('tasks that change nothing make no commit', async () => {
  const before = commits()
  await ledger.write((tx) => tx.get('SELECT 1'))
  await ledger.write(() => Promise.reject(new Error('never'))).catch(() => undefined)
  expect(commits()).toBe(before)
})

it('a task that returns a promise is refused and undone', async () => {
  const writing = ledger.write(async (tx) => {
    tx.run("INSERT INTO notes (id, text) VALUES (1, 'too soon')")
    await Promise.resolve()
    tx.run("INSERT INTO notes (id, text) VALUES (2, 'too late')")
  })
  await expect(writing).rejects.toMatchObject({ code: 'INTERNAL' })
  expect(noteIds(ledger)).toEqual([])
})

it('write() inside a task is refused', async () => {
  await expect(ledger.write(() => void writeNote(ledger, 1))).rejects.toMatchObject({ code: 'INTERNAL' })
  await writeNote(ledger, 2)
  expect(noteIds(ledger)).toEqual([2])
})

it('a transaction is refused after its task has ended', async () => {
  let leaked: Transaction | null = null
  await ledger.write((tx) => void (leaked = tx))
  expect(() => leaked!.run("INSERT INTO notes (text) VALUES ('late')")).toThrow(
    expect.objectContaining({ code: 'INTERNAL' }),
  )
})

it('a task that ends the transaction itself fails, with all that ran before it in the group', async () => {
  const outcomes = await Promise.allSettled([
    writeNote(ledger, 1),
    ledger.write((tx) => tx.run('ROLLBACK')),
    writeNote(ledger, 3),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(noteIds(ledger)).toEqual([3])
})

it('commit listeners run before the tasks resolve, and never for a group that failed', async () => {
  const heard: string[] = []
  const stop = ledger.onCommit(() => heard.push('commit'))
  ledger.onCommit(() => {
    throw new Error('a listener that fails hurts nobody')
  })
  await writeNote(ledger, 1).then(() => heard.push('written'))
  await writeNote(ledger, 1).catch(() => heard.push('refused'))
  stop()
  await writeNote(ledger, 2)
  expect(heard).toEqual(['commit', 'written', 'refused'])
})

it('close() commits queued tasks, and later writes are refused', async () => {
  const early = writeNote(ledger, 1)
  const closing = ledger.close()
  await expect(writeNote(ledger, 2)).rejects.toMatchObject({ code: 'CANCELLED' })
  await Promise.all([early, closing])
  expect(() => noteIds(ledger)).toThrow(expect.objectContaining({ code: 'CANCELLED' }))
  ledger = await openIn(dir)
  expect(noteIds(ledger)).toEqual([1])
})

it('tasks that hold the thread for long are split over several turns, and all of them settle', async () => {
  const before = commits()
  const slow = (id: number): Promise<unknown> =>
    ledger.write((tx) => {
      const startMs = performance.now()
      while (performance.now() - startMs < 10);
      tx.run('INSERT INTO notes (id, text) VALUES (?, ?)', id, 'slow')
    })
  await Promise.all(range(1, 6).map(slow))
  expect(commits() - before).toBeGreaterThan(1)
  expect(noteIds(ledger)).toEqual(range(1, 6))
})

it('the file has synchronous commits, foreign keys and secure deletion', () => {
  const settings = ['synchronous', 'journal_mode', 'foreign_keys', 'secure_delete']
  expect(settings.map((name) => ledger.get(`PRAGMA ${name}`))).toEqual([
    { synchronous: 2 },
    { journal_mode: 'wal' },
    { foreign_keys: 1 },
    { secure_delete: 1 },
  ])
})

it('a ledger cannot be opened twice', async () => {
  await expect(openIn(dir)).rejects.toMatchObject({ code: 'HOME_LOCKED' })
  await writeNote(ledger, 1)
})

it('another key gives DAMAGED and does not harm the file', async () => {
  await writeNotes(ledger, 1, 3)
  await ledger.close()
  const wrong = { ...pathsIn(dir), key: new Uint8Array(32).fill(8), schemas: [notes] }
  await expect(openLedger(wrong)).rejects.toMatchObject({ code: 'DAMAGED' })
  ledger = await openIn(dir)
  expect([ledger.damage, noteIds(ledger)]).toEqual([null, [1, 2, 3]])
})
