// Samples of the records in a public archive and in a backup file.
import { archivedObjectEncoding, entryEncoding } from '../../src/core/archive/archive-entry.ts'
import { summaryEncoding } from '../../src/core/archive/archive-page.ts'
import { backupKeyEncoding } from '../../src/core/backup/backup-lock.ts'
import { backupHeaderEncoding } from '../../src/core/backup/header.ts'
import { backupListForm, backupOwnerForm } from '../../src/core/backup/piece.ts'
import { clearedEncoding } from '../../src/core/cores/cleared-block.ts'
import { AT, filled, signature } from './sample-bytes.ts'
import { sampled, type StoredRecord } from './stored-record.ts'

const entry = {
  ...{ object: filled(1), at: AT, tags: ['garden', '庭'], title: '庭のこと', replaces: null },
  notice: filled(2, 400),
}
const owner = { person: filled(1), device: filled(2), attestation: filled(0x77, 139), signature }

export const storeRecords: StoredRecord[] = [
  sampled(clearedEncoding, [
    {
      ranges: [
        { start: 3, end: 4 },
        { start: 300, end: 320 },
      ],
    },
  ]),
  sampled(entryEncoding, [entry, { ...entry, tags: [], replaces: filled(3) }]),
  sampled(archivedObjectEncoding, [
    { at: AT, entry: null },
    { at: AT, entry },
  ]),
  sampled(summaryEncoding, [{ total: 300, tags: [{ tag: '庭', count: 12 }] }]),
  sampled(backupHeaderEncoding, [{ file: filled(1), sealedKey: filled(2, 150) }]),
  sampled(backupKeyEncoding, [
    { lock: null, key: filled(1) },
    { lock: { salt: filled(2, 16), opsLimit: 3, memLimitBytes: 268_435_456 }, key: filled(1, 72) },
  ]),
  sampled(backupOwnerForm.whole, [owner]),
  sampled(backupListForm.whole, [
    {
      ...{ ...owner, number: 4, at: AT, versions: [{ noun: 'store', version: 1 }] },
      pieces: [{ id: filled(3), offset: 1000, bytes: 400, table: 'own_objects', rows: 12 }],
    },
  ]),
]
