// What an asar archive holds, read from its header by the format's own description rather than by the tool that wrote it.
// https://github.com/electron/asar#format
import { open } from 'node:fs/promises'

/** @typedef {{ path: string, sizeBytes: number, offset: number | null, isHashed: boolean }} PackedFile offset null: unpacked */
/** @typedef {{ files?: Record<string, Entry>, size?: number, offset?: string, unpacked?: boolean, link?: string, integrity?: object }} Entry */

/** Two pickles: the length of the header's pickle, then that pickle with the length of the JSON in it. */
const PRELUDE_BYTES = 16

/**
 * All files, with slashes whatever the system; `offset` counts from the start of the archive. An unpacked file lies beside it.
 * @param {string} archivePath
 */
export async function listAsar(archivePath) {
  const { json, contentAt } = await readAsarHeader(archivePath)
  return [...filesOf(/** @type {Entry} */ (JSON.parse(json)), '', contentAt)]
}

/**
 * The header as it is written: the runtime knows an archive by the hash of this.
 * @param {string} archivePath
 */
export async function readAsarHeader(archivePath) {
  const file = await open(archivePath, 'r')
  try {
    const prelude = await readExactly(file, 0, PRELUDE_BYTES)
    const json = await readExactly(file, PRELUDE_BYTES, prelude.readUInt32LE(12))
    return { json: json.toString('utf8'), contentAt: 8 + prelude.readUInt32LE(4) }
  } finally {
    await file.close()
  }
}

/**
 * @param {Entry} entry
 * @param {string} path
 * @param {number} contentAt
 * @returns {Generator<PackedFile>}
 */
function* filesOf(entry, path, contentAt) {
  for (const [name, child] of Object.entries(entry.files ?? {})) {
    const below = path === '' ? name : `${path}/${name}`
    if (child.files !== undefined) yield* filesOf(child, below, contentAt)
    else if (child.link === undefined) yield describeFile(child, below, contentAt)
  }
}

/**
 * @param {Entry} entry
 * @param {string} path
 * @param {number} contentAt
 * @returns {PackedFile}
 */
function describeFile({ size = 0, offset, unpacked, integrity }, path, contentAt) {
  return {
    path,
    sizeBytes: size,
    offset: unpacked ? null : contentAt + Number(offset),
    isHashed: integrity !== undefined,
  }
}

/**
 * @param {string} archivePath
 * @param {PackedFile} file one that is not unpacked
 */
export async function readPackedFile(archivePath, { offset, sizeBytes }) {
  const archive = await open(archivePath, 'r')
  try {
    return await readExactly(archive, offset ?? 0, sizeBytes)
  } finally {
    await archive.close()
  }
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position
 * @param {number} length
 */
async function readExactly(file, position, length) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead !== length) throw new Error(`The archive ends in the middle, at ${position + bytesRead}`)
  return buffer
}
