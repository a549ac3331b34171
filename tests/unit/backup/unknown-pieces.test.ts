// A backup of a newer program. Pieces of an unknown type are skipped, and a list with unknown
// required content is refused.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { sealFrame } from '../../../src/core/backup/backup-frame.ts'
import { drawBackupKey, encodeBackupHeader } from '../../../src/core/backup/header.ts'
import { scanBackup } from '../../../src/core/backup/index.ts'
import { encodeList, encodeRows, pieceId, signList } from '../../../src/core/backup/piece.ts'
import { openPersonRoot, type PersonRoot } from '../../../src/core/identity/index.ts'
import { createWords } from '../../../src/core/identity/person.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const device = createSigningKeyPair()
const rows = encodeRows({ table: 'drafts', columns: ['id'], rows: [[1]] })
let root: PersonRoot
let attestation: Uint8Array

beforeEach(async () => {
  root = await openPersonRoot(createWords())
  attestation = await root.attestDevice(device.publicKey)
})

/**
 * Returns the number of restored rows of a file whose list has these extensions, or the error code.
 */
async function scan(extensions: { tag: number; bytes: Uint8Array }[]): Promise<unknown> {
  const key = drawBackupKey()
  const list = signList(key, device, {
    ...{ number: 1, at: 1, person: root.person, device: device.publicKey, attestation, versions: [] },
    pieces: [{ id: pieceId(key, rows), offset: 0, bytes: 0, table: 'drafts', rows: 1 }],
    ...(extensions.length === 0 ? {} : { extensions }),
  })
  const path = join(await makeFolder(), 'newer.fumikura-backup')
  const unknown = Buffer.concat([Buffer.of(200), randomBytes(50)])
  const frames = [rows, unknown, encodeList(list)].map((piece) => sealFrame(key, piece))
  await writeFile(path, Buffer.concat([encodeBackupHeader(key, root.kemKey, null), ...frames]))
  try {
    const scanned = await scanBackup(path, root, {})
    await scanned.close()
    return [scanned.rows.length, scanned.list?.number]
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('a piece of an unknown type, and an odd extension of the list, are skipped', async () => {
  expect([await scan([]), await scan([{ tag: 1, bytes: randomBytes(9) }])]).toEqual([
    [1, 1],
    [1, 1],
  ])
})

test('a list with an unknown even extension throws NEWER_HOME, and nothing is restored', async () => {
  expect(await scan([{ tag: 2, bytes: randomBytes(9) }])).toBe('NEWER_HOME')
})
