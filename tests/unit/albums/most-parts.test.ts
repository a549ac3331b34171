// An album of others has a limit of parts, checked before a notice is filed.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { albumsSchema } from '../../../src/core/albums/schema.ts'
import {
  checkAnnouncedPart,
  isAlbumFull,
  keepAnnouncedPart,
  listAllAlbumParts,
  MAX_ALBUM_PARTS,
} from '../../../src/core/albums/collections.ts'
import { MalformedRecord } from '../../../src/core/base/index.ts'
import { objectId, type Ref } from '../../../src/core/store/index.ts'
import { PlainLedger } from '../access/plain-ledger.ts'

const bytes = (value: number, length = 32): Buffer => {
  const made = Buffer.alloc(length)
  made.writeUInt32LE(value)
  return made
}
const refOf = (number: number, person = 1): Ref => ({
  ...{ cipherRoot: bytes(number), keyCommit: bytes(number), person: bytes(person), device: bytes(person) },
  ...{ core: bytes(person), start: 0, chunkCount: 1 },
})
const announced = (number: number, reply: Ref | null, person = 1) => ({
  ...{ ref: refOf(number, person), reply, title: '', kind: 'collection' as const, at: number },
  ...{ size: 1000, attached: { count: 2, bytes: 30 } },
})

let ledger: PlainLedger

beforeEach(() => void (ledger = new PlainLedger(':memory:', [albumsSchema])))
afterEach(() => ledger.close())

test('an album takes the most parts and refuses more, and another album takes them', () => {
  const cover = refOf(0)
  ledger.transact((tx) => {
    for (let i = 0; i < MAX_ALBUM_PARTS; i++) {
      const part = announced(i, i === 0 ? null : cover)
      checkAnnouncedPart(tx, part)
      keepAnnouncedPart(tx, part)
    }
  })
  expect(isAlbumFull(ledger, objectId(cover))).toBe(true)
  const beyond = announced(MAX_ALBUM_PARTS, cover)
  expect(() => checkAnnouncedPart(ledger, beyond)).toThrow(MalformedRecord)
  ledger.transact((tx) => keepAnnouncedPart(tx, beyond))
  expect(listAllAlbumParts(ledger, objectId(cover))).toHaveLength(MAX_ALBUM_PARTS)
  // A repeated notice is none of them, and the part of another author begins an album of its own.
  expect(() => checkAnnouncedPart(ledger, announced(7, cover))).not.toThrow()
  expect(() => checkAnnouncedPart(ledger, announced(1, cover, 2))).not.toThrow()
})

test('a part that an import brought gets its sizes from its notice', () => {
  const { ref, reply, title, kind, at } = announced(1, null)
  ledger.transact((tx) => keepAnnouncedPart(tx, { ref, reply, title, kind, at }))
  ledger.transact((tx) => keepAnnouncedPart(tx, announced(1, null)))
  const [part] = listAllAlbumParts(ledger, objectId(ref))
  expect(part).toMatchObject({ size: 1000, attachedCount: 2, attachedBytes: 30 })
})
