// Lets V8's heap grow more while many blocks are fetched or sent. V8 counts the bytes of these
// short-lived buffers as heap growth, and would otherwise run a full garbage collection after
// every few of them. The setting applies to the process. Node, and Electron for its Node
// processes, allow it to change (--no-freeze-flags-after-init). Not part of the life of a message.
import { setFlagsFromString } from 'node:v8'

/**
 * Percentage of growth before the next collection: enough for the blocks of some
 * hundredths of a second.
 */
const ROOMY_PERCENT = 100
/** V8 chooses the growth. */
const USUAL_PERCENT = 0
/** More bytes than this in one interval mean that a file is transferred, not letters. */
const MUCH_BYTES = 4 << 20
const LOOK_EVERY_MS = 2000

/**
 * `setPercent` sets how much the heap may grow. Returns a function to call with the
 * size of each block that was fetched or sent.
 */
export function createHeapRoom(setPercent: (percent: number) => void): (bytes: number) => void {
  let bytesSinceLook = 0
  let isRoomy = false
  let looking: NodeJS.Timeout | null = null

  function setRoomy(roomy: boolean): void {
    if (roomy === isRoomy) return
    isRoomy = roomy
    setPercent(roomy ? ROOMY_PERCENT : USUAL_PERCENT)
  }

  function look(): void {
    if (bytesSinceLook <= MUCH_BYTES) setRoomy(false)
    if (bytesSinceLook === 0 && looking !== null) {
      clearInterval(looking)
      looking = null
    }
    bytesSinceLook = 0
  }

  return (bytes) => {
    bytesSinceLook += bytes
    looking ??= setInterval(look, LOOK_EVERY_MS).unref()
    if (bytesSinceLook > MUCH_BYTES) setRoomy(true)
  }
}

/** Call this with the size of each block that was fetched or sent. */
export const countPassing = createHeapRoom((percent) =>
  setFlagsFromString(`--heap-growing-percent=${percent}`),
)
