// ZIP archives for tests, written byte by byte, because no packer writes the lies that an attacker
// would.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

export interface ZipEntry {
  name: string
  content?: Buffer
  /** False values that the archive claims about the entry. */
  claims?: {
    size?: number
    packedSize?: number
    crc?: number
    mode?: number
    flags?: number
    offset?: number
  }
}

/** @param cut bytes to omit at the end; `entryCount`: the number of entries that it claims */
export function makeZip(entries: readonly ZipEntry[], cut = 0, entryCount = entries.length): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content = Buffer.alloc(0), claims = {} } of entries) {
    const path = Buffer.from(name, 'utf8')
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(claims.flags ?? 0x800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(claims.crc ?? crc32(content), 10)
    common.writeUInt32LE(claims.packedSize ?? packed.length, 14)
    common.writeUInt32LE(claims.size ?? content.length, 18)
    common.writeUInt16LE(path.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, packed])
    const central = Buffer.alloc(14)
    central.writeUInt32LE(((claims.mode ?? 0o100644) << 16) >>> 0, 6)
    central.writeUInt32LE(claims.offset ?? at, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, central, path)
    bodies.push(local)
    at += local.length
  }
  const index = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(Math.min(entryCount, 0xffff), 4)
  end.writeUInt16LE(Math.min(entryCount, 0xffff), 6)
  end.writeUInt32LE(index.length, 8)
  end.writeUInt32LE(at, 12)
  const whole = Buffer.concat([...bodies, index, Buffer.from('PK\x05\x06', 'latin1'), end])
  return whole.subarray(0, whole.length - cut)
}

/** Reads the entries of a small archive by its directory. Does not check checksums. */
export function readZip(zip: Buffer): { name: string; content: Buffer }[] {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = zip.readUInt32LE(end + 16)
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [nameEnd, local] = [at + 46 + zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)]
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20))
    const isPacked = zip.readUInt16LE(at + 10) === 8
    const entry = {
      name: zip.toString('utf8', at + 46, nameEnd),
      content: isPacked ? inflateRawSync(packed) : packed,
    }
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
    return entry
  })
}
