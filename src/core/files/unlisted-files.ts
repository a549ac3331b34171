// Files that are in no list, because they belong to another object: the parts of a mail that came
// from its server. They are sealed and read as other own files are.
import { findContentKey } from '../access/index.ts'
import { randomBytes } from '../seal/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { FileReader } from './file-reader.ts'
import { findOwnFileOf, type OwnFile } from './own-files.ts'
import type { Sealing } from './sealing.ts'
import { SourceStream } from './source-stream.ts'

interface Ports {
  ledger: Rows
  sealing: Pick<Sealing, 'addStream'>
  open: (file: OwnFile) => Promise<FileReader>
}

const JOB_ID_BYTES = 16
/** Nobody sees it. */
const NAME = 'part'
const AHEAD = 4

export class UnlistedFiles {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /**
   * Stores a stream of this size. Returns its object.
   * @throws NO_SPACE, INVALID for another size, and the refusals of the stream
   */
  async add(size: number, pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
    const how = { isListed: false, isSlow: true }
    const source = new SourceStream(NAME, size, pieces)
    return (await this.#ports.sealing.addStream(source, randomBytes(JOB_ID_BYTES), how)).file.object
  }

  has(rows: Rows, object: Uint8Array): boolean {
    return findOwnFileOf(rows, object) !== null && findContentKey(rows, object) !== null
  }

  /** Reads from `start` up to, not including, `end`. @throws NOT_FOUND, DAMAGED, ALTERED */
  async *read(object: Uint8Array, start: number, end: number): AsyncGenerator<Uint8Array> {
    const reader = await this.#ports.open(findOwnFileOf(this.#ports.ledger, object)!)
    try {
      yield* reader.read(start, end, AHEAD)
    } finally {
      reader.close()
    }
  }
}

/** Removes what such a file is known by. True if nothing else has it. */
export function forgetUnlisted(tx: Transaction, object: Uint8Array): boolean {
  tx.run('DELETE FROM own_files WHERE object = ? AND name = ? AND is_listed = 0', object, NAME)
  return findOwnFileOf(tx, object) === null
}
