// Samples of the records in a public archive and in a backup file.
import { archivedObjectForm, entryForm } from '../../src/core/public-archive/archive-entry.ts'
import { summaryForm } from '../../src/core/public-archive/archive-page.ts'
import { backupKeyForm } from '../../src/core/backup/backup-lock.ts'
import { backupHeaderForm } from '../../src/core/backup/header.ts'
import { backupListForm, backupOwnerForm } from '../../src/core/backup/piece.ts'
import { clearedForm } from '../../src/core/cores/cleared-block.ts'
import { AT, filled, signature } from './sample-bytes.ts'
import { sampled, type StoredRecord } from './stored-record.ts'

const entry = {
  ...{ object: filled(1), at: AT, tags: ['garden', '庭'], title: '庭のこと', replaces: null },
  notice: filled(2, 400),
}
const owner = { person: filled(1), device: filled(2), attestation: filled(0x77, 139), signature }

export const storeRecords: StoredRecord[] = [
  sampled(clearedForm, [
    {
      ranges: [
        { start: 3, end: 4 },
        { start: 300, end: 320 },
      ],
    },
  ]),
  sampled(entryForm, [entry, { ...entry, tags: [], replaces: filled(3) }]),
  sampled(archivedObjectForm, [
    { at: AT, entry: null },
    { at: AT, entry },
  ]),
  sampled(summaryForm, [{ total: 300, tags: [{ tag: '庭', count: 12 }] }]),
  sampled(backupHeaderForm, [{ file: filled(1), sealedKey: filled(2, 150) }]),
  sampled(backupKeyForm, [
    { lock: null, key: filled(1) },
    { lock: { salt: filled(2, 16), opsLimit: 3, memLimitBytes: 268_435_456 }, key: filled(1, 72) },
  ]),
  sampled(backupOwnerForm, [owner]),
  sampled(backupListForm, [
    {
      ...{ ...owner, number: 4, at: AT, versions: [{ noun: 'store', version: 1 }] },
      pieces: [{ id: filled(3), offset: 1000, bytes: 400, table: 'own_objects', rows: 12 }],
    },
  ]),
]
