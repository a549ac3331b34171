// The place in a PNG, whose chunks carry a checksum: whatever changes in one, its checksum is made anew.
// A text that is packed cannot be changed in its place: it becomes a comment of as many spaces.
import { crc32 } from 'node:zlib'
import { moved, patched, type Patch, type ReadPart } from './bytes.ts'
import { findTiffPlace } from './tiff-place.ts'

const SIGNATURE_BYTES = 8
const HEAD_BYTES = 8
const CHECK_BYTES = 4
const MAX_CHUNKS = 100_000
/** Texts and EXIF are no larger; what is, holds the picture. */
const MAX_SAYING_BYTES = 16 * 1024 * 1024
const KEYWORD = /^(?:XML:com\.adobe\.xmp|Raw profile type )/

/** `marked`: what was found in it by marks. */
export async function findPngPlaces(
  read: ReadPart,
  size: number,
  marked: readonly Patch[],
): Promise<Patch[]> {
  const patches: Patch[] = [...marked]
  let at = SIGNATURE_BYTES
  for (let i = 0; i < MAX_CHUNKS && at + HEAD_BYTES + CHECK_BYTES <= size; i++) {
    const head = await read(at, HEAD_BYTES)
    if (head.byteLength < HEAD_BYTES) break
    const length = head.readUInt32BE(0)
    const type = head.toString('latin1', 4)
    if (SAYING.has(type) && length <= MAX_SAYING_BYTES) {
      const chunk = await read(at, HEAD_BYTES + length + CHECK_BYTES)
      patches.push(...patchChunk(chunk, at, type, marked))
    }
    at += HEAD_BYTES + length + CHECK_BYTES
  }
  return patches
}

const SAYING: ReadonlySet<string> = new Set(['eXIf', 'iTXt', 'zTXt', 'tEXt'])

function patchChunk(chunk: Buffer, at: number, type: string, marked: readonly Patch[]): Patch[] {
  const data = chunk.subarray(HEAD_BYTES, chunk.byteLength - CHECK_BYTES)
  const own = type === 'eXIf' ? moved(findTiffPlace(data), at + HEAD_BYTES) : replacePacked(data, at, type)
  const changed = patched(chunk, at, [...marked, ...own])
  return changed === chunk ? [] : [...own, checkOf(changed, at)]
}

/** Comment in place of a packed text that may say a place: from its type to its end. */
function replacePacked(data: Buffer, at: number, type: string): Patch[] {
  const keywordEnd = data.subarray(0, 80).indexOf(0)
  if (keywordEnd === -1 || !KEYWORD.test(data.toString('latin1', 0, keywordEnd))) return []
  const isPacked = type === 'zTXt' || (type === 'iTXt' && data[keywordEnd + 1] === 1)
  const isProfile = data.toString('latin1', 0, keywordEnd).startsWith('Raw profile')
  if (!isPacked && !isProfile) return []
  const comment = Buffer.alloc(data.byteLength, ' ')
  comment.write('Comment\0', 'latin1')
  return [
    { start: at + 4, bytes: Buffer.from('tEXt', 'latin1') },
    { start: at + HEAD_BYTES, bytes: comment },
  ]
}

function checkOf(chunk: Uint8Array, at: number): Patch {
  const end = chunk.byteLength - CHECK_BYTES
  const bytes = Buffer.alloc(CHECK_BYTES)
  bytes.writeUInt32BE(crc32(chunk.subarray(4, end)))
  return { start: at + end, bytes }
}
