// Puts the temporary folders of all tests into memory. An engine waits for the disk at each commit,
// which was a third of the time of a run. A test loses nothing by it: it kills processes, not the
// machine, and one that needs a full or slow disk makes its own.
// Without a memory disk, or with little memory, the tests use the temporary folder of the system.
import { statfsSync } from 'node:fs'
import { freemem } from 'node:os'

const FOLDER = '/dev/shm'
/** A whole run stays below a third of this. */
const NEEDED_BYTES = 6 * 2 ** 30

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(FOLDER)
    return Math.min(bavail * bsize, freemem()) >= NEEDED_BYTES
  } catch {
    return false
  }
}

if (process.env.TMPDIR === undefined && process.platform === 'linux' && hasRoom()) process.env.TMPDIR = FOLDER
