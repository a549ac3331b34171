import { expect, it } from 'vitest'
import { type Schema } from '../../../src/core/ledger/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { noteIds, notes, openIn, writeNote } from './test-ledger.ts'

const makeFolder = useTempFolders()

const newerNotes: Schema = {
  noun: 'notes',
  steps: [
    ...notes.steps,
    "ALTER TABLE notes ADD COLUMN tag TEXT NOT NULL DEFAULT 'none'; CREATE INDEX notes_by_tag ON notes (tag)",
    "UPDATE notes SET tag = 'old'",
  ],
}

it('tables of an older version are migrated once, and keep their rows', async () => {
  const dir = await makeFolder()
  let ledger = await openIn(dir)
  await writeNote(ledger, 1)
  await ledger.close()
  ledger = await openIn(dir, [newerNotes])
  await writeNote(ledger, 2)
  await ledger.close()
  ledger = await openIn(dir, [newerNotes])
  expect(ledger.all('SELECT id, tag FROM notes ORDER BY id')).toEqual([
    { id: 1, tag: 'old' },
    { id: 2, tag: 'none' },
  ])
  await ledger.close()
})

it('tables of a newer version are refused and not changed', async () => {
  const dir = await makeFolder()
  await (await openIn(dir, [newerNotes])).close()
  await expect(openIn(dir)).rejects.toMatchObject({
    code: 'NEWER_HOME',
    details: { noun: 'notes', version: 3, known: 1 },
  })
  await (await openIn(dir, [newerNotes])).close()
})

it('a migration that fails half-way changes nothing', async () => {
  const dir = await makeFolder()
  let ledger = await openIn(dir)
  await writeNote(ledger, 1)
  await ledger.close()
  const broken: Schema = { noun: 'notes', steps: [...notes.steps, 'DELETE FROM notes', 'SELECT nonsense'] }
  await expect(openIn(dir, [broken])).rejects.toMatchObject({ code: 'SQLITE_ERROR' })
  ledger = await openIn(dir)
  expect(noteIds(ledger)).toEqual([1])
  await ledger.close()
})

it('the tables of an unknown noun are not changed', async () => {
  const dir = await makeFolder()
  let ledger = await openIn(dir)
  await writeNote(ledger, 1)
  await ledger.close()
  await (await openIn(dir, [])).close()
  ledger = await openIn(dir)
  expect(noteIds(ledger)).toEqual([1])
  await ledger.close()
})
