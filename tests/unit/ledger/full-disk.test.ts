// A full disk. Writes report it, reads continue, and everything works again when there is space.
import { execFileSync } from 'node:child_process'
import { mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Ledger } from '../../../src/core/ledger/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { noteIds, notes, openIn, range, writeNote, writeNotes } from './test-ledger.ts'

const makeFolder = useTempFolders()
const isRoot = process.getuid?.() === 0

describe.skipIf(!isRoot)('on a full disk (needs root)', () => {
  let disk: string
  let ledger: Ledger

  beforeEach(async () => {
    disk = join(await makeFolder(), 'disk')
    await mkdir(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk])
    ledger = await openIn(disk)
  })

  afterEach(async () => {
    await ledger.close()
    execFileSync('umount', [disk])
  })

  const ballast = (): string => join(disk, 'ballast')

  async function fillDisk(leftBytes = 0): Promise<void> {
    const { bavail, bsize } = await statfs(disk)
    await writeFile(ballast(), Buffer.alloc(bavail * bsize - leftBytes, 1))
  }

  it('writes that do not fit get NO_SPACE, group by group, and later writes succeed', async () => {
    await writeNotes(ledger, 1, 5)
    await fillDisk()
    const outcomes = await Promise.allSettled(range(6, 10).map((id) => writeNote(ledger, id)))
    expect(outcomes).toMatchObject(range(6, 10).map(() => ({ reason: { code: 'NO_SPACE' } })))
    expect(noteIds(ledger)).toEqual(range(1, 5))
    expect(ledger.isDamaged).toBe(false)
    await rm(ballast())
    await writeNotes(ledger, 6, 10)
    expect(noteIds(ledger)).toEqual(range(1, 10))
  })

  it('a task that filled the disk is undone, even if it caught the error', async () => {
    await fillDisk(1 << 20)
    const stubborn = ledger.write((tx) => {
      for (const id of range(1, 400)) {
        try {
          tx.run('INSERT INTO notes (id, text, bytes) VALUES (?, ?, ?)', id, 'big', Buffer.alloc(100_000, id))
        } catch {
          // Ignores the error and continues.
        }
      }
    })
    await expect(stubborn).rejects.toMatchObject({ code: 'NO_SPACE' })
    expect(noteIds(ledger)).toEqual([])
    await writeNote(ledger, 1)
    expect(noteIds(ledger)).toEqual([1])
  })

  it('checkpoint() rejects if it found no space', async () => {
    for (const id of range(1, 15)) await writeNote(ledger, id, 'x'.repeat(100_000))
    await fillDisk()
    const wal = join(disk, 'ledger-wal')
    await expect(ledger.checkpoint()).rejects.toMatchObject({ code: 'NO_SPACE' })
    expect((await stat(wal)).size).toBeGreaterThan(0)
    expect(noteIds(ledger)).toEqual(range(1, 15))
    await rm(ballast())
    await ledger.checkpoint()
    expect((await stat(wal)).size).toBe(0)
    expect(noteIds(ledger)).toEqual(range(1, 15))
  })

  it('a ledger opens, reads and closes without space, and writes again when there is some', async () => {
    await writeNotes(ledger, 1, 5)
    await ledger.close()
    await fillDisk()
    ledger = await openIn(disk)
    expect([ledger.damage, noteIds(ledger)]).toEqual([null, range(1, 5)])
    await expect(writeNote(ledger, 6)).rejects.toMatchObject({ code: 'NO_SPACE' })
    await ledger.close()
    await rm(ballast())
    ledger = await openIn(disk)
    await writeNote(ledger, 6)
    expect([ledger.damage, noteIds(ledger)]).toEqual([null, range(1, 6)])
  })

  it('a migration without space is refused, and succeeds later', async () => {
    await writeNotes(ledger, 1, 5)
    await ledger.close()
    await fillDisk()
    const newer = {
      noun: 'notes',
      steps: [...notes.steps, 'CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT'],
    }
    await expect(openIn(disk, [newer])).rejects.toMatchObject({ code: 'NO_SPACE' })
    await rm(ballast())
    ledger = await openIn(disk, [newer])
    expect([noteIds(ledger), ledger.all('SELECT * FROM more')]).toEqual([range(1, 5), []])
  })
})
