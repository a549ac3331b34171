// Scenario `strangers`: many connections without a known key begin frames, announce any length and
// leave them unfinished. The truth is what they sent, not what the guard counted. Unfinished bytes
// stay within limits, and refusals are counted.
import { Duplex } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import { FrameGuard, STRANGER_FRAME_BYTES } from '../../../src/core/network/wires/frame-guard.ts'
import type { Random } from '../random.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'

const MAX_STRANGERS = 300
const MAX_OPEN_BYTES = 4 * 1024 * 1024

interface Stranger {
  raw: Duplex
  stream: NoiseSecretStream
  /** The length that the unfinished frame announced. */
  announced: number
  isRefused: boolean
}

export const strangersScenario: Scenario = {
  name: 'strangers',
  about: 'ends without a known key that leave frames unfinished',
  steps: 2000,
  async play(trial) {
    const guard = new FrameGuard()
    let refusals = 0
    // The test does not model time, so it ignores refusals by time-out.
    guard.events.on('refused', ({ reason }) => {
      if (reason !== 'frame-unfinished') refusals++
    })
    const keyPair = NoiseSecretStream.keyPair()
    const strangers: Stranger[] = []
    trial.onEnd(async () => strangers.forEach(({ stream }) => stream.destroy()))
    while (trial.next()) {
      const stranger = meet(trial.random, guard, keyPair)
      strangers.push(stranger)
      const length = pickLength(trial.random)
      await begin(trial.random, stranger, length)
      judge(trial, strangers, stranger, length)
      must(refusals === strangers.filter(({ isRefused }) => isRefused).length, 'a refusal is not counted')
      if (strangers.filter(isOpen).length > MAX_STRANGERS)
        trial.random.pick(strangers.filter(isOpen)).stream.destroy()
    }
  },
}

const isOpen = ({ stream }: Stranger): boolean => !stream.destroying

function meet(
  random: Random,
  guard: FrameGuard,
  keyPair: ReturnType<typeof NoiseSecretStream.keyPair>,
): Stranger {
  const raw = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
  raw.on('error', () => undefined)
  const stream = guard.open(false, raw, { keyPair, pattern: random.pick(['IK', 'XX']) })
  stream.on('error', () => undefined)
  return { raw, stream, announced: 0, isRefused: false }
}

/** Any order of magnitude, often at the bound itself. */
function pickLength(random: Random): number {
  const bound = STRANGER_FRAME_BYTES + random.between(-2, 2)
  return random.isSo(0.5) ? bound : random.between(2, 2 ** random.between(10, 24) - 1)
}

/** Sends a header, at once or byte by byte, and an incomplete body. */
async function begin(random: Random, stranger: Stranger, length: number): Promise<void> {
  const header = Buffer.of(length & 255, (length >> 8) & 255, length >> 16)
  const body = Buffer.alloc(random.below(Math.min(200, Math.max(1, length))), 1)
  const parts = random.isSo(0.3)
    ? [...header].map((byte) => Buffer.of(byte)).concat(body)
    : [Buffer.concat([header, body])]
  for (const part of parts) {
    if (part.byteLength > 0 && isOpen(stranger)) stranger.raw.push(part)
    await turn()
  }
  stranger.announced = length
}

function judge(trial: Trial, strangers: Stranger[], stranger: Stranger, length: number): void {
  const open = strangers.filter(isOpen).reduce((sum, { announced }) => sum + announced, 0)
  must(open <= MAX_OPEN_BYTES, `strangers hold ${open} bytes open`)
  stranger.isRefused = !isOpen(stranger)
  const where = `a frame of ${length} bytes`
  must(stranger.isRefused || length <= STRANGER_FRAME_BYTES, `${where} is begun for a stranger`)
  const isRoom = open + length <= MAX_OPEN_BYTES
  must(
    !stranger.isRefused || length > STRANGER_FRAME_BYTES || !isRoom,
    `${where} is refused though there is room`,
  )
  trial.count(stranger.isRefused ? 'frames refused' : 'frames begun')
}
