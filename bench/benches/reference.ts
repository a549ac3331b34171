// reference: opening a letter, next to a plain remote get and one round trip; on an idle
// connection, and during a transfer.
// Every letter is opened once only, because afterwards its body is stored here.
import type { RefText } from '../../src/core/contract/index.ts'
import type { Aim, Bench, Findings, Row, Setting } from '../bench.ts'
import { summarize, writeNumber, type Summary } from '../figures.ts'
import { startPair, type PersonProcess } from '../processes/people.ts'
import { startPlainPair, type PlainPeer } from '../processes/plain-pair.ts'
import { pause, repeat, alternate, type Contender } from '../rounds.ts'
import { Transfer } from './transfer.ts'

const LETTER_BYTES = 1024
const LARGE_BYTES = 8 * 1024 * 1024
const BULK_BLOCK_BYTES = 64 * 1024
const QUIET_MS = 30
const RELEASE_P95_MS = 20

interface Sizes {
  samples: number
  rounds: number
}

interface World {
  bob: PersonProcess
  reader: PlainPeer
  transfers: { own: Transfer; plain: Transfer }
  takeControlled: () => RefText
  takeOpen: () => RefText
  takePosition: () => number
}

export const reference: Bench = {
  name: 'reference',
  about: 'Opening a letter of 1 KB whose notice is there, with its author connected.',
  async run(setting) {
    const sizes = setting.isQuick ? { samples: 5, rounds: 1 } : { samples: 30, rounds: 3 }
    const world = await prepare(setting, sizes)
    const { own, plain } = world.transfers
    const pairs = pairUp(world, sizes.samples)
    setting.say('alone on the connection')
    const idle = await measure(pairs, sizes.rounds)
    setting.say('while a large letter is on its way over the same connection')
    const whileBusy = pairs.map(([ours, theirs]): Pair => [
      { ...ours, round: own.during(ours.round) },
      { ...theirs, round: plain.during(theirs.round) },
    ])
    const busy = await measure(whileBusy, sizes.rounds)
    return tell(idle, busy, world)
  },
}

async function prepare(setting: Setting, { samples, rounds }: Sizes): Promise<World> {
  const { dht, alice, bob } = await startPair(setting)
  // A warm-up and the rounds, both idle and busy.
  const count = samples * (rounds + 1) * 2
  setting.say(`${count * 3} letters are sent`)
  const letters = { to: ['bob'], bytes: LETTER_BYTES }
  // One to open, and one for the release alone.
  const controlled = await alice.run('sendMany', { ...letters, count: count * 2, mode: 'controlled' })
  const open = await alice.run('sendMany', { ...letters, count, mode: 'open' })
  const large = await alice.run('send', { to: ['bob'], bytes: LARGE_BYTES, mode: 'open' })
  await bob.run('waitForArrivals', controlled.length + open.length + 1)
  await bob.run('read', large)
  const bulkBlocks = LARGE_BYTES / BULK_BLOCK_BYTES
  const [, reader] = await startPlainPair(setting, dht, {
    blocks: count * 2,
    bytes: LETTER_BYTES,
    bulkBlocks,
  })
  const own = new Transfer(
    () => bob.run('beginTransfer', large),
    async () => (await bob.run('endTransfer', undefined)) * LARGE_BYTES,
  )
  const plain = new Transfer(
    () => reader.run('beginTransfer', undefined),
    () => reader.run('endTransfer', undefined),
  )
  let position = 0
  return {
    bob,
    reader,
    transfers: { own, plain },
    takeControlled: () => take(controlled),
    takeOpen: () => take(open),
    takePosition: () => position++,
  }
}

function take(refs: RefText[]): RefText {
  const ref = refs.pop()
  if (ref === undefined) throw new Error('every letter is opened already')
  return ref
}

type Pair = [own: Contender, plain: Contender]

function pairUp({ bob, reader, takeControlled, takeOpen, takePosition }: World, samples: number): Pair[] {
  const quietly = (sample: () => Promise<number>) => () => repeat(samples, () => pause(QUIET_MS).then(sample))
  return [
    [
      { what: 'controlled', round: quietly(() => bob.run('timeRead', takeControlled())) },
      { what: 'get + round trip', round: quietly(() => reader.run('timeRead', takePosition())) },
    ],
    [
      { what: 'open', round: quietly(() => bob.run('timeRead', takeOpen())) },
      { what: 'get', round: quietly(() => reader.run('timeGet', takePosition())) },
    ],
    [
      { what: 'the release alone', round: quietly(() => bob.run('timeRelease', takeControlled())) },
      { what: 'round trip', round: quietly(() => reader.run('timeAsk', undefined)) },
    ],
  ]
}

interface Compared {
  what: string
  own: Summary
  rival: Summary & { what: string }
}

async function measure(pairs: Pair[], rounds: number): Promise<Compared[]> {
  const compared: Compared[] = []
  for (const [ours, theirs] of pairs) {
    const [own, rival] = (await alternate([ours, theirs], rounds)).map(summarize)
    compared.push({ what: ours.what, own: own!, rival: { what: theirs.what, ...rival! } })
  }
  return compared
}

function tell(idle: Compared[], busy: Compared[], { transfers }: World): Findings {
  const rowsOf = (compared: Compared[], when: string, aimOf: (one: Compared) => Aim | null): Row[] =>
    compared.map(({ what, ...one }) => ({
      what: `${what}, ${when}`,
      unit: 'ms',
      ...one,
      aim: aimOf({ what, ...one }),
    }))
  const speedOf = ({ speeds }: Transfer): string => writeNumber(summarize(speeds).median)
  return {
    rows: [...rowsOf(idle, 'idle', aimWhenIdle), ...rowsOf(busy, 'busy', aimWhenBusy)],
    notes: [
      'Plain: a get of a block that is not here, and one protomux-rpc round trip. Nothing is checked, nothing is synced.',
      'A release is synced by the author before it is answered, an opened letter by its reader before it is shown.',
      `Busy: 8 MB fetched over and over on the same connection, ${speedOf(transfers.own)} MB/s by Fumikura’s reader and ${speedOf(transfers.plain)} MB/s by the plain one, never both at once.`,
    ],
  }
}

function aimWhenIdle({ what, own, rival }: Compared): Aim | null {
  return what === 'the release alone' ? null : { text: 'at most 2 ×', holds: own.median <= 2 * rival.median }
}

function aimWhenBusy({ what, own }: Compared): Aim | null {
  return what === 'the release alone'
    ? { text: `p95 under ${RELEASE_P95_MS} ms`, holds: own.p95 < RELEASE_P95_MS }
    : null
}
