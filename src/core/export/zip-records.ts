// The records of a .zip (APPNOTE 6.3.10), with zip64 where a number needs it: local headers, data
// descriptors, and the central directory.
// Pure. Names are UTF-8. Times are local times, as the format requires.
const MADE_BY_UNIX = (3 << 8) | 63
const PLAIN_VERSION = 20
const ZIP64_VERSION = 45
const NAME_IS_UTF8 = 1 << 11
/** General purpose flag: the checksum and the lengths are in a data descriptor after the file. */
const HAS_DATA_DESCRIPTOR = 1 << 3
const PLAIN_FILE = (0o100664 << 16) >>> 0
const DEFLATED = 8
const MAX_32 = 0xffffffff
const MAX_16 = 0xffff

export interface ZipEntry {
  name: Uint8Array
  isPacked: boolean
  hasDataDescriptor: boolean
  crc32: number
  packedBytes: number
  bytes: number
  /** Position of the file's local header. */
  offset: number
}

/**
 * Returns the time in the low and the date in the high 16 bits, in steps of two seconds, from 1980.
 */
export function dosTime(at: Date): number {
  const date = (Math.max(0, at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate()
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1)
  return ((date << 16) | time) >>> 0
}

const needsZip64 = ({ packedBytes, bytes, offset }: ZipEntry): boolean =>
  packedBytes >= MAX_32 || bytes >= MAX_32 || offset >= MAX_32

/** Returns the local header before a file, with its name. */
export function localHeader(entry: ZipEntry, time: number): Buffer {
  const { name, hasDataDescriptor: isToldLater } = entry
  const record = Buffer.allocUnsafe(30 + name.byteLength)
  record.writeUInt32LE(0x04034b50, 0)
  writeVersionMethodAndTime(record, 4, entry, PLAIN_VERSION, time)
  record.writeUInt32LE(isToldLater ? 0 : entry.crc32, 14)
  record.writeUInt32LE(isToldLater ? 0 : entry.packedBytes, 18)
  record.writeUInt32LE(isToldLater ? 0 : entry.bytes, 22)
  record.writeUInt16LE(name.byteLength, 26)
  record.writeUInt16LE(0, 28)
  record.set(name, 30)
  return record
}

function writeVersionMethodAndTime(
  record: Buffer,
  at: number,
  { isPacked, hasDataDescriptor: isToldLater }: ZipEntry,
  version: number,
  time: number,
): void {
  record.writeUInt16LE(version, at)
  record.writeUInt16LE(NAME_IS_UTF8 | (isToldLater ? HAS_DATA_DESCRIPTOR : 0), at + 2)
  record.writeUInt16LE(isPacked ? DEFLATED : 0, at + 4)
  record.writeUInt32LE(time, at + 6)
}

/** Returns the data descriptor after a file whose checksum and lengths were unknown before it. */
export function dataDescriptor(entry: ZipEntry): Buffer {
  const isLong = needsZip64(entry)
  const record = Buffer.allocUnsafe(isLong ? 24 : 16)
  record.writeUInt32LE(0x08074b50, 0)
  record.writeUInt32LE(entry.crc32, 4)
  if (isLong) {
    record.writeBigUInt64LE(BigInt(entry.packedBytes), 8)
    record.writeBigUInt64LE(BigInt(entry.bytes), 16)
  } else {
    record.writeUInt32LE(entry.packedBytes, 8)
    record.writeUInt32LE(entry.bytes, 12)
  }
  return record
}

const ZIP64_FIELD_BYTES = 28

/** Returns the record of a file in the central directory. */
export function directoryRecord(entry: ZipEntry, time: number): Buffer {
  const { name, crc32, packedBytes, bytes, offset } = entry
  const isLong = needsZip64(entry)
  const record = Buffer.alloc(46 + name.byteLength + (isLong ? ZIP64_FIELD_BYTES : 0))
  record.writeUInt32LE(0x02014b50, 0)
  record.writeUInt16LE(MADE_BY_UNIX, 4)
  writeVersionMethodAndTime(record, 6, entry, isLong ? ZIP64_VERSION : PLAIN_VERSION, time)
  record.writeUInt32LE(crc32, 16)
  record.writeUInt32LE(isLong ? MAX_32 : packedBytes, 20)
  record.writeUInt32LE(isLong ? MAX_32 : bytes, 24)
  record.writeUInt16LE(name.byteLength, 28)
  record.writeUInt16LE(isLong ? ZIP64_FIELD_BYTES : 0, 30)
  record.writeUInt32LE(PLAIN_FILE, 38)
  record.writeUInt32LE(isLong ? MAX_32 : offset, 42)
  record.set(name, 46)
  if (isLong) writeZip64Field(record, 46 + name.byteLength, entry)
  return record
}

function writeZip64Field(record: Buffer, at: number, { bytes, packedBytes, offset }: ZipEntry): void {
  record.writeUInt16LE(1, at)
  record.writeUInt16LE(ZIP64_FIELD_BYTES - 4, at + 2)
  for (const [i, value] of [bytes, packedBytes, offset].entries())
    record.writeBigUInt64LE(BigInt(value), at + 4 + 8 * i)
}

export interface ZipDirectory {
  entries: number
  offset: number
  bytes: number
}

/**
 * Returns the end of the archive: how many files there are, and the position of the central
 * directory.
 */
export function endRecords(directory: ZipDirectory): Buffer {
  const { entries, offset, bytes } = directory
  const isLong = entries >= MAX_16 || offset >= MAX_32 || bytes >= MAX_32
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(entries, MAX_16), 8)
  end.writeUInt16LE(Math.min(entries, MAX_16), 10)
  end.writeUInt32LE(Math.min(bytes, MAX_32), 12)
  end.writeUInt32LE(Math.min(offset, MAX_32), 16)
  return isLong ? Buffer.concat([longEndRecords(directory), end]) : end
}

function longEndRecords({ entries, offset, bytes }: ZipDirectory): Buffer {
  const records = Buffer.alloc(56 + 20)
  records.writeUInt32LE(0x06064b50, 0)
  records.writeBigUInt64LE(44n, 4)
  records.writeUInt16LE(MADE_BY_UNIX, 12)
  records.writeUInt16LE(ZIP64_VERSION, 14)
  records.writeBigUInt64LE(BigInt(entries), 24)
  records.writeBigUInt64LE(BigInt(entries), 32)
  records.writeBigUInt64LE(BigInt(bytes), 40)
  records.writeBigUInt64LE(BigInt(offset), 48)
  // The locator: the position of the zip64 end record.
  records.writeUInt32LE(0x07064b50, 56)
  records.writeBigUInt64LE(BigInt(offset + bytes), 64)
  records.writeUInt32LE(1, 72)
  return records
}
