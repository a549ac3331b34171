// Electron's fuses: switches in the runtime's binary, which no setting on the person's machine can
// change. Defines their values in a release, and reads those of a binary, in every slice.
import { readFile } from 'node:fs/promises'

/** In the order of the wire in the binary. Electron adds new fuses only at its end. */
const ORDER = /** @type {const} */ ([
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
])

/**
 * The engine and the demo world are utility processes: they need no runAsNode.
 * @type {Readonly<Record<typeof ORDER[number], boolean>>}
 */
export const RELEASE_FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
}

/** RELEASE_FUSES by number and with the version of the wire, as electron-builder needs them. */
export function releaseWire() {
  return { version: String(WIRE_VERSION), ...ORDER.map((name) => RELEASE_FUSES[name]) }
}

/** Electron's mark before the wire, which has a version, a length, and one character per fuse. */
export const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const WIRE_VERSION = 1
const STATES = new Map([
  ['0', false],
  ['1', true],
])

/** @typedef {Record<string, boolean | null>} Fuses null: the runtime has removed this fuse */

/**
 * One entry per wire: a universal binary has two.
 * @param {Buffer} binary
 * @returns {Fuses[]}
 */
export function readFuses(binary) {
  const wires = []
  for (let at = binary.indexOf(SENTINEL); at !== -1; at = binary.indexOf(SENTINEL, at + SENTINEL.length))
    wires.push(readWire(binary, at + SENTINEL.length))
  return wires
}

/**
 * @param {Buffer} binary
 * @param {number} at
 * @returns {Fuses}
 */
function readWire(binary, at) {
  const length = binary[at + 1] ?? 0
  if (binary[at] !== WIRE_VERSION) throw new Error(`The wire of the fuses has version ${binary[at]}`)
  const wire = binary.toString('latin1', at + 2, at + 2 + length)
  return Object.fromEntries(ORDER.map((name, index) => [name, STATES.get(wire[index] ?? '') ?? null]))
}

/**
 * Finds fuses that differ from RELEASE_FUSES. A binary without a wire is wrong too.
 * @param {string} path the runtime, or on macOS its framework
 * @returns {Promise<string[]>} one sentence per difference
 */
export async function findWrongFuses(path) {
  const wires = readFuses(await readFile(path))
  if (wires.length === 0) return [`${path} has no fuses`]
  return wires.flatMap((fuses) =>
    Object.entries(RELEASE_FUSES)
      .filter(([name, wanted]) => fuses[name] !== wanted)
      .map(([name, wanted]) => `${name} is ${fuses[name] ?? 'gone'} and must be ${wanted}`),
  )
}
