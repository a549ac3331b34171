// Lists the files of an asar archive from its header. It follows the format's description, not the
// tool that wrote the archive, so that it can check the tool.
// https://github.com/electron/asar#format
import { open } from 'node:fs/promises'

/** @typedef {{ path: string, sizeBytes: number, offset: number | null, isHashed: boolean }} PackedFile offset null: unpacked */
/** @typedef {{ files?: Record<string, Entry>, size?: number, offset?: string, unpacked?: boolean, link?: string, integrity?: object }} Entry */

/** Two pickles: one with the length of the next, then one with the length of the JSON in it. */
const PRELUDE_BYTES = 16

/**
 * Lists all files, with slashes on every system. `offset` counts from the start of the archive. An
 * unpacked file is beside the archive.
 * @param {string} archivePath
 */
export async function listAsar(archivePath) {
  const { json, contentAt } = await readAsarHeader(archivePath)
  return [...filesOf(/** @type {Entry} */ (JSON.parse(json)), '', contentAt)]
}

/**
 * The header as stored: the runtime checks an archive by its hash.
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
 * @param {PackedFile} file a file that is not unpacked
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
