// A copy of the ledger's last commit, stored outside the ledger. At the next start it
// shows whether the ledger was rewound. A database that lost the end of its write-ahead
// log passes all its own checks. It would silently forget a released or recalled letter.
import { closeSync, constants, fdatasync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import { concatBytes, equalBytes, type Log } from '../base/index.ts'
import { deriveKey } from '../seal/index.ts'
import { type Commit, noCommit } from './commit-chain.ts'

/*
 * Persisted: do not change. Two slots, at 0 and at SLOT_STRIDE. A torn write
 * damages only one of them:
 *   0  'FKLM'   4  version 1   5  three zero bytes   8  counter u64le   16  hash 32   48  tag 32
 * tag = deriveKey('fumikura/ledger-mirror/1', storage key, bytes 0..47)
 */
const MAGIC = Uint8Array.of(0x46, 0x4b, 0x4c, 0x4d, 1, 0, 0, 0)
const HEAD_BYTES = 48
const SLOT_BYTES = 80
const SLOT_STRIDE = 4096
const FILE_BYTES = 2 * SLOT_STRIDE

/**
 * After a power failure the mirror may lack the commits of this time. A kill of the
 * process loses nothing.
 */
const SYNC_DELAY_MS = 1000

const syncData = promisify(fdatasync)

export interface MirrorFinding {
  /** The newest commit that the file proves. Its counter is 0 if there is none. */
  commit: Commit
  /**
   * absent: no file. unreadable: no valid slot. torn: one slot is valid, the other
   * is not. whole: neither is torn.
   */
  state: 'absent' | 'unreadable' | 'torn' | 'whole'
  /** The slot to write next: the one without the newest commit. */
  freeSlot: number
}

/** Reads the mirror and changes nothing. */
export function readMirror(path: string, key: Uint8Array): MirrorFinding {
  const bytes = readIfThere(path)
  if (bytes === null) return { commit: noCommit, state: 'absent', freeSlot: 0 }
  const slots = [0, SLOT_STRIDE].map((start) => bytes.subarray(start, start + SLOT_BYTES))
  const commits = slots.map((slot) => decodeSlot(slot, key))
  const newest = (commits[1]?.counter ?? -1) > (commits[0]?.counter ?? -1) ? 1 : 0
  const commit = commits[newest] ?? null
  if (commit === null) return { commit: noCommit, state: 'unreadable', freeSlot: 0 }
  const isTorn = commits[1 - newest] === null && slots[1 - newest]!.some((byte) => byte !== 0)
  return { commit, state: isTorn ? 'torn' : 'whole', freeSlot: 1 - newest }
}

/**
 * Follows the ledger commit by commit. Called only after a commit is on the disk,
 * so it is never ahead of the ledger.
 */
export class Mirror {
  readonly #fd: number
  readonly #key: Uint8Array
  readonly #log: Log
  #written = noCommit
  #syncedCounter: number
  #slot: number
  #timer: NodeJS.Timeout | null = null
  #syncing: Promise<void> = Promise.resolve()
  #isFailing = false

  /**
   * Opens or creates the file. The commit in `found` stays in its slot until a
   * newer commit is synced in the other slot.
   */
  constructor(path: string, key: Uint8Array, found: MirrorFinding, log: Log) {
    this.#fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    this.#key = key
    this.#log = log
    this.#syncedCounter = found.commit.counter
    this.#slot = found.freeSlot
    this.#attempt(() => this.#fill())
  }

  /** All commits up to this counter are on the disk in the mirror file. */
  get syncedCounter(): number {
    return this.#syncedCounter
  }

  /**
   * Logs a failure and does not throw, because the commit is durable, and the caller was
   * promised it. The mirror is then behind the ledger, and the ledger keeps the
   * hashes that are needed for the comparison.
   */
  write(commit: Commit): void {
    this.#attempt(() => {
      writeSync(this.#fd, encodeSlot(commit, this.#key), 0, SLOT_BYTES, this.#slot * SLOT_STRIDE)
      this.#written = commit
      this.#timer ??= setTimeout(() => void this.sync(), SYNC_DELAY_MS).unref()
    })
  }

  /** Resolves when everything written so far is on the disk, or the failure was logged. */
  sync(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const { counter } = this.#written
    // Later writes use the other slot, so that they do not change the slot that is being synced.
    this.#slot = 1 - this.#slot
    this.#syncing = this.#syncing
      .then(() => syncData(this.#fd))
      .then(() => void (this.#syncedCounter = Math.max(this.#syncedCounter, counter)))
      .catch((error: unknown) => this.#warn(error))
    return this.#syncing
  }

  async close(): Promise<void> {
    if (this.#timer === null) await this.#syncing
    else await this.sync()
    closeSync(this.#fd)
  }

  /** Allocates the whole file once, so that a full disk does not stop it later. */
  #fill(): void {
    const { size } = fstatSync(this.#fd)
    if (size < FILE_BYTES) writeSync(this.#fd, new Uint8Array(FILE_BYTES - size), 0, FILE_BYTES - size, size)
  }

  #attempt(action: () => void): void {
    try {
      action()
      this.#isFailing = false
    } catch (error) {
      this.#warn(error)
    }
  }

  /** Logs only the first of several failures in a row. */
  #warn(error: unknown): void {
    if (!this.#isFailing)
      this.#log.warn('ledger-mirror-lags', { code: (error as NodeJS.ErrnoException).code })
    this.#isFailing = true
  }
}

/** Returns the bytes of the file. Empty if it cannot be read. Null if it does not exist. */
function readIfThere(path: string): Uint8Array | null {
  try {
    const fd = openSync(path, 'r')
    try {
      const bytes = new Uint8Array(FILE_BYTES)
      return bytes.subarray(0, readSync(fd, bytes))
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : new Uint8Array(0)
  }
}

function encodeSlot(commit: Commit, key: Uint8Array): Uint8Array {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64LE(BigInt(commit.counter))
  const head = concatBytes(MAGIC, counter, commit.hash)
  return concatBytes(head, tagOf(head, key))
}

function decodeSlot(slot: Uint8Array, key: Uint8Array): Commit | null {
  if (slot.byteLength < SLOT_BYTES) return null
  const head = slot.subarray(0, HEAD_BYTES)
  if (!equalBytes(head.subarray(0, MAGIC.byteLength), MAGIC)) return null
  if (!equalBytes(slot.subarray(HEAD_BYTES), tagOf(head, key))) return null
  return { counter: Number(Buffer.from(head).readBigUInt64LE(8)), hash: head.slice(16) }
}

function tagOf(head: Uint8Array, key: Uint8Array): Uint8Array {
  return deriveKey('fumikura/ledger-mirror/1', key, head)
}
