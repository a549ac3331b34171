import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from '@signalapp/sqlcipher'
import { expect, it } from 'vitest'
import { systemClock } from '../../../src/core/base/index.ts'
import { truncateLog } from '../../../src/core/ledger/checkpoint.ts'
import type { Rows } from '../../../src/core/ledger/index.ts'
import type { Found } from '../../../src/core/ledger/rows.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { openIn, writeNote, writeNotes } from './test-ledger.ts'

const makeFolder = useTempFolders()

/**
 * Two connections to one file, which the ledger never has: one holds a read open,
 * the other truncates the log.
 */
async function useBusyReader(
  action: (writer: Database, reader: Database, wal: string) => Promise<void>,
): Promise<void> {
  const path = join(await makeFolder(), 'shared')
  const [writer, reader] = [new Database(path), new Database(path)]
  try {
    writer.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (x)')
    reader.exec('BEGIN')
    reader.prepare('SELECT * FROM t').all([])
    writer.exec('INSERT INTO t VALUES (1)')
    await action(writer, reader, `${path}-wal`)
  } finally {
    reader.close()
    writer.close()
  }
}

const asReader = (database: Database): Rows => ({
  get: <T>(sql: string) => database.prepare(sql).get([]) as Found<T>,
  all: <T>(sql: string) => database.prepare(sql).all([]) as T[],
})

it('truncateLog() waits for a reader that prevents the truncation', () =>
  useBusyReader(async (writer, reader, wal) => {
    let isDone = false
    const emptying = truncateLog(asReader(writer), systemClock).then(() => (isDone = true))
    await sleep(100)
    expect([isDone, (await stat(wal)).size > 0]).toEqual([false, true])
    reader.exec('COMMIT')
    await emptying
    expect((await stat(wal)).size).toBe(0)
  }))

it('truncateLog() throws INTERNAL if the reader never finishes', () =>
  useBusyReader(async (writer) => {
    await expect(truncateLog(asReader(writer), systemClock, 100)).rejects.toMatchObject({ code: 'INTERNAL' })
  }))

it('checkpoint() covers all earlier writes, and callers of one turn share a run', async () => {
  const dir = await makeFolder()
  const ledger = await openIn(dir)
  const size = async (): Promise<number> => (await stat(join(dir, 'ledger-wal'))).size
  await writeNotes(ledger, 1, 3)
  const writing = writeNote(ledger, 4)
  const [first, second] = [ledger.checkpoint(), ledger.checkpoint()]
  expect(first).toBe(second)
  await first
  expect(await size()).toBe(0)
  await writing
  await writeNote(ledger, 5)
  expect(await size()).toBeGreaterThan(0)
  await ledger.checkpoint()
  expect(await size()).toBe(0)
  await ledger.close()
})

it('writeMany() lets the log grow and truncates it at the end, also after a failure', async () => {
  const dir = await makeFolder()
  const ledger = await openIn(dir)
  const size = async (): Promise<number> => (await stat(join(dir, 'ledger-wal'))).size
  const write = (id: number): Promise<unknown> =>
    ledger.write((tx) => tx.run('INSERT INTO notes VALUES (?, ?, ?)', id, '', new Uint8Array(1 << 20)))
  const writeAll = async (first: number): Promise<number> => {
    for (let id = first; id < first + 16; id++) await write(id)
    return size()
  }
  const usual = await writeAll(0)
  await ledger.checkpoint()
  expect(await ledger.writeMany(() => writeAll(20))).toBeGreaterThan(usual * 1.5)
  expect(await size()).toBe(0)
  const fails = ledger.writeMany(() => writeAll(40).then(() => Promise.reject(new Error('as it may'))))
  await expect(fails).rejects.toThrow('as it may')
  expect(await size()).toBe(0)
  expect(await writeAll(60)).toBeLessThan(usual * 1.1)
  await ledger.close()
})

it('a ledger can close during writeMany()', async () => {
  const ledger = await openIn(await makeFolder())
  await ledger.writeMany(() => ledger.close())
  await expect(ledger.writeMany(() => writeNote(ledger, 1))).rejects.toMatchObject({ code: 'CANCELLED' })
})

it('of several writeMany() at a time, the last one truncates the log', async () => {
  const dir = await makeFolder()
  const ledger = await openIn(dir)
  const size = async (): Promise<number> => (await stat(join(dir, 'ledger-wal'))).size
  let end = (): void => undefined
  const longer = ledger.writeMany(() => new Promise<void>((resolve) => (end = resolve)))
  await ledger.writeMany(() => writeNote(ledger, 1))
  expect(await size()).toBeGreaterThan(0)
  end()
  await longer
  expect(await size()).toBe(0)
  await ledger.close()
})
