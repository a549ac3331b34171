// A damaged ledger. After any damage to its files, acknowledged commits are present
// or their loss is reported.
import { copyFile, cp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Ledger } from '../../../src/core/ledger/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { listeningLog, noteIds, notes, openIn, range, writeNote, writeNotes } from './test-ledger.ts'

const COUNT = 20
const makeFolder = useTempFolders()
/** A home after a crash: 3 notes in the database file, 17 more in the write-ahead log. */
let crashed: string
let running: Ledger

beforeEach(async () => {
  const dir = await makeFolder()
  running = await openIn(dir)
  await writeNotes(running, 1, 3)
  await running.checkpoint()
  await writeNotes(running, 4, 10)
  await copyFile(join(dir, 'ledger.mirror'), join(dir, 'early.mirror'))
  await writeNotes(running, 11, COUNT)
  crashed = await makeFolder()
  await cp(dir, crashed, { recursive: true })
})

afterEach(() => running.close())

async function copyOfCrashed(): Promise<string> {
  const dir = await makeFolder()
  await cp(crashed, dir, { recursive: true })
  return dir
}

type Verdict = 'whole' | 'damaged' | number

/**
 * whole: all notes are present. damaged: the damage was reported at opening or
 * reading. A number: this many notes were lost silently.
 */
async function judge(dir: string): Promise<Verdict> {
  let ledger: Ledger | null = null
  try {
    ledger = await openIn(dir)
    const ids = noteIds(ledger)
    if (ledger.isDamaged) return 'damaged'
    return ids.length === COUNT ? 'whole' : COUNT - ids.length
  } catch (error) {
    if (isEngineError(error, 'DAMAGED')) return 'damaged'
    throw error
  } finally {
    await ledger?.close()
  }
}

async function blank(path: string, position: number, length: number): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(length), 0, length, position)
  await file.close()
}

async function flipBit(path: string, position: number): Promise<void> {
  const file = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await file.read(byte, 0, 1, position)
  await file.write(Buffer.of(byte[0]! ^ (1 << (position % 8))), 0, 1, position)
  await file.close()
}

/**
 * Positions spread over the file, but off the page grid, so that headers, bodies
 * and checksums are all hit.
 */
function positionsIn(bytes: number, count: number): number[] {
  return range(0, count - 1).map((i) => Math.floor(((i + 0.37) * bytes) / count))
}

async function judgeAll(
  damage: (dir: string, position: number) => Promise<void>,
  file: string,
  count: number,
) {
  const { size } = await stat(join(crashed, file))
  const verdicts = new Map<number, Verdict>()
  for (const position of positionsIn(size, count)) {
    const dir = await copyOfCrashed()
    await damage(dir, position)
    verdicts.set(position, await judge(dir))
  }
  return verdicts
}

const silentLosses = (verdicts: Map<number, Verdict>): [number, Verdict][] =>
  [...verdicts].filter(([, verdict]) => typeof verdict === 'number')

it('a ledger is whole after a crash', async () => {
  expect(await judge(crashed)).toBe('whole')
})

it.each([
  ['ledger-wal', 60],
  ['ledger', 30],
])('a flipped bit in %s never loses a commit silently', async (name, count) => {
  const verdicts = await judgeAll((dir, position) => flipBit(join(dir, name), position), name, count)
  expect(silentLosses(verdicts)).toEqual([])
  expect([...verdicts.values()].filter((verdict) => verdict === 'damaged').length).toBeGreaterThan(count / 2)
})

it.each([
  ['ledger-wal', 30],
  ['ledger', 10],
])('a %s that was cut never loses a commit silently', async (name, count) => {
  const verdicts = await judgeAll((dir, position) => truncate(join(dir, name), position), name, count)
  expect(silentLosses(verdicts)).toEqual([])
  // Pages of the database that are also in the log may be missing without a loss.
  expect([...verdicts.values()].filter((verdict) => verdict === 'damaged').length).toBeGreaterThan(count / 4)
})

it('a rewound ledger opens read-only, reports its loss, and keeps a copy of the log', async () => {
  const wal = join(crashed, 'ledger-wal')
  const { size } = await stat(wal)
  await flipBit(wal, Math.floor(size / 2))
  const damaged = await readFile(wal)
  const ledger = await openIn(crashed)
  const kept = noteIds(ledger).length
  expect(ledger.damage).toEqual({
    reason: 'rewound',
    commits: expect.any(Number) as number,
    mirroredCommits: COUNT + 1,
  })
  expect([kept > 3, kept < COUNT]).toEqual([true, true])
  await expect(writeNote(ledger, 99)).rejects.toMatchObject({ code: 'DAMAGED', details: ledger.damage })
  await expect(ledger.checkpoint()).rejects.toMatchObject({ code: 'DAMAGED' })
  await ledger.close()
  expect(await readFile(`${wal}.damaged`)).toEqual(damaged)
  expect(await judge(crashed)).toBe('damaged')
})

it('a missing or empty database is DAMAGED, and no new one replaces it', async () => {
  await truncate(join(crashed, 'ledger'), 0)
  const wal = await readFile(join(crashed, 'ledger-wal'))
  const missing = { code: 'DAMAGED', details: { reason: 'missing', mirroredCommits: COUNT + 1 } }
  await expect(openIn(crashed)).rejects.toMatchObject(missing)
  expect(await readFile(join(crashed, 'ledger-wal'))).toEqual(wal)
  await rm(join(crashed, 'ledger'))
  await expect(openIn(crashed)).rejects.toMatchObject(missing)
})

it('a ledger that forked from a lost commit is detected, even if it is longer', async () => {
  const other = await copyOfCrashed()
  await rm(join(other, 'ledger.mirror'))
  await truncate(join(other, 'ledger-wal'), 0)
  const ledger = await openIn(other)
  await writeNotes(ledger, 4, COUNT + 10)
  await ledger.close()
  await copyFile(join(crashed, 'ledger.mirror'), join(other, 'ledger.mirror'))
  const reopened = await openIn(other)
  expect(reopened.damage).toEqual({
    reason: 'other-history',
    commits: COUNT + 11,
    mirroredCommits: COUNT + 1,
  })
  await reopened.close()
})

it('a rewind shorter than the delay of the mirror is not detected, as documented', async () => {
  await copyFile(join(crashed, 'early.mirror'), join(crashed, 'ledger.mirror'))
  const { size } = await stat(join(crashed, 'ledger-wal'))
  await truncate(join(crashed, 'ledger-wal'), Math.floor(size * 0.8))
  const verdict = await judge(crashed)
  expect([typeof verdict, Number(verdict) <= COUNT - 10]).toEqual(['number', true])
})

it('a ledger with a lost or unreadable mirror is trusted, logs a warning, and creates the mirror again', async () => {
  const damages: ((mirror: string) => Promise<void>)[] = [
    (mirror) => rm(mirror),
    (mirror) => truncate(mirror, 0),
    (mirror) => writeFile(mirror, Buffer.alloc(9000, 0x55)),
  ]
  for (const damage of damages) {
    const dir = await copyOfCrashed()
    await damage(join(dir, 'ledger.mirror'))
    const log = listeningLog()
    const ledger = await openIn(dir, [notes], log)
    expect([ledger.damage, noteIds(ledger).length, log.events]).toEqual([null, COUNT, ['ledger-mirror-lost']])
    await ledger.close()
    await truncate(join(dir, 'ledger'), 0)
    expect(await judge(dir)).toBe('damaged')
  }
})

it('a ledger is whole if either slot of the mirror is torn', async () => {
  for (const slot of [0, 4096]) {
    const dir = await copyOfCrashed()
    await flipBit(join(dir, 'ledger.mirror'), slot + 20)
    expect(await judge(dir)).toBe('whole')
  }
})

it('a ledger becomes read-only when a page is unreadable, and still reads the others', async () => {
  const dir = await makeFolder()
  let ledger = await openIn(dir)
  await writeNotes(ledger, 1, 3)
  await writeNote(ledger, 4, 'x'.repeat(400_000))
  await ledger.close()
  const { size } = await stat(join(dir, 'ledger'))
  await flipBit(join(dir, 'ledger'), Math.floor(size / 2))
  ledger = await openIn(dir)
  expect(ledger.damage).toBeNull()
  await writeNote(ledger, 5)
  expect(() => ledger.all('SELECT text FROM notes')).toThrow(expect.objectContaining({ code: 'DAMAGED' }))
  expect(ledger.damage).toMatchObject({ reason: 'unreadable' })
  await expect(writeNote(ledger, 6)).rejects.toMatchObject({ code: 'DAMAGED', details: ledger.damage })
  expect(noteIds(ledger)).toEqual([1, 2, 3, 4, 5])
  await ledger.close()
})

it('a task that met an unreadable page gets DAMAGED, although reopening the file dropped its savepoint', async () => {
  const dir = await makeFolder()
  let ledger = await openIn(dir)
  await writeNote(ledger, 1, 'x'.repeat(400_000))
  await ledger.close()
  const { size } = await stat(join(dir, 'ledger'))
  await flipBit(join(dir, 'ledger'), Math.floor(size / 2))
  ledger = await openIn(dir)
  // This task reads the ledger directly, catches the error and continues.
  const writing = ledger.write(() => {
    expect(() => ledger.all('SELECT text FROM notes')).toThrow(expect.objectContaining({ code: 'DAMAGED' }))
  })
  await expect(writing).rejects.toMatchObject({ code: 'DAMAGED', details: { reason: 'unreadable' } })
  await ledger.close()
})

it('a write that needs an unreadable page gets DAMAGED, also for a free page', async () => {
  const whole = await makeFolder()
  const ledger = await openIn(whole)
  for (let id = 0; id < 20; id++) await writeNote(ledger, id, 'x'.repeat(12_000))
  await ledger.write((tx) => tx.run('DELETE FROM notes WHERE id < 15'))
  await ledger.close()
  const { size } = await stat(join(whole, 'ledger'))
  const codes = new Set<unknown>()
  const hear = (error: unknown): null => (codes.add((error as { code: unknown }).code), null)
  for (let page = 1; page < size / 4096; page++) {
    const dir = await makeFolder()
    await cp(whole, dir, { recursive: true })
    await blank(join(dir, 'ledger'), page * 4096, 6000)
    const damaged = await openIn(dir).catch(hear)
    for (let id = 0; id < 15 && damaged !== null; id++)
      await writeNote(damaged, id, 'y'.repeat(12_000)).catch(hear)
    await damaged?.close()
  }
  expect([...codes]).toEqual(['DAMAGED'])
})
