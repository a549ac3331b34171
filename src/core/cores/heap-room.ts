// Blocks that go through are rubbish as soon as they are read or sent, and V8 counts their bytes as if its own heap grew by them: it would
// go through all that lives after every few of them. While much goes through, the heap is let grow by more before that.
// Process-wide, as the setting is; Node, and Electron for its processes of Node, leave V8's settings open for that (--no-freeze-flags-after-init).
// No part of the life of a message.
import { setFlagsFromString } from 'node:v8'

/** How much of what lives the heap grows by until it is gone through: enough for the blocks of some hundredths of a second. */
const ROOMY_PERCENT = 100
/** V8 decides by itself. */
const USUAL_PERCENT = 0
/** So much within one look is a file, and no letters. */
const MUCH_BYTES = 4 << 20
const LOOK_EVERY_MS = 2000

/** `setPercent` says how much the heap may grow by. Gives what is told of each block that was fetched or sent, by its bytes. */
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

/** A block of so many bytes was fetched or sent. */
export const notePassing = createHeapRoom((percent) =>
  setFlagsFromString(`--heap-growing-percent=${percent}`),
)
