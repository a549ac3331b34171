// Scenario `floods`: contacts and strangers send requests to one author as fast as they can, while
// honest readers open letters. Served requests are counted, not time. A reader is served after a
// bounded number of other requests.
import { createReleaseRequest, releaseRequestForm } from '../../../src/core/access/index.ts'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { createSigningKeyPair, randomBytes } from '../../../src/core/seal/index.ts'
import { Mallory, skippedBy } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import type { Random } from '../random.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { Turns } from './turns.ts'

/** One turn for each device that asks, and those served while the request is on its way. */
const MAX_TURNS = 12
const READ_MS = 60_000
const ASK_MS = 60_000
/** More than the desk queues for one device. */
const MOST_AT_ONCE = 1500
/** Concurrent requests of each contact: fewer than the desk queues. */
const MOST_LANES = 400
const METHODS = ['key-holder', 'succession', 'knock', 'pair', 'group-join', 'nothing']

interface Rush {
  trial: Trial
  network: MemoryNetwork
  author: Person
  readers: Person[]
  floods: Mallory[]
  strangers: RawPeer[]
  turns: Turns
  underWay: Promise<unknown>[]
  /** Well-signed requests that got no answer. */
  unanswered: number
}

export const floodsScenario: Scenario = {
  name: 'floods',
  about: 'contacts and strangers who ask fast, beside readers who ask once',
  steps: 40,
  async play(trial) {
    const rush = await gather(trial)
    while (trial.next()) {
      // The letter has arrived before the flood; its reader opens it during the flood.
      const letter = trial.random.isSo(0.7) ? await sendOne(rush) : null
      await flood(rush)
      if (letter !== null) await underLanes(rush, () => readOne(rush, letter))
    }
    await Promise.all(rush.underWay)
    await judge(rush)
  },
}

async function gather(trial: Trial): Promise<Rush> {
  const network = new MemoryNetwork()
  const turns = new Turns()
  const stopWatching = turns.watch()
  trial.onEnd(async () => stopWatching())
  const people: Person[] = []
  for (const name of ['alice', 'bob', 'carol']) {
    const person = await Person.create(name, network)
    trial.onEnd(() => person.remove())
    people.push(person)
  }
  const [author, ...readers] = people as [Person, ...Person[]]
  for (const reader of readers) await pair(author, reader)
  const floods: Mallory[] = []
  for (let i = 0; i < 2; i++) {
    const mallory = await Mallory.pairWith(network, author)
    trial.onEnd(() => mallory.remove())
    floods.push(mallory)
  }
  return { trial, network, author, readers, floods, strangers: [], turns, underWay: [], unanswered: 0 }
}

async function flood(rush: Rush): Promise<void> {
  const { trial } = rush
  const kind = trial.random.pickWeighted({ keys: 6, nonsense: 2, strangers: 2 })
  const count = Math.ceil(MOST_AT_ONCE ** trial.random.share())
  trial.note(`${count} of ${kind}`)
  trial.count(`requests for ${kind}`, count)
  if (kind === 'strangers') return comeAsStranger(rush, Math.min(count, 60))
  const mallory = trial.random.pick(rush.floods)
  for (let i = 0; i < count; i++)
    rush.underWay.push(kind === 'keys' ? askForKey(rush, mallory) : askNonsense(rush, mallory))
}

/** Asks for a random object. A refusal with a code is an answer; an empty answer is none. */
async function askForKey(rush: Rush, mallory: Mallory): Promise<void> {
  const { device } = rush.author
  const request = createReleaseRequest(randomBytes(32), mallory.handshakeHash(device), mallory.device)
  const answer = await mallory.ask(device, 'release', releaseRequestForm.encode(request), ASK_MS)
  if (answer === null || answer.byteLength === 0) rush.unanswered++
}

function askNonsense({ author, trial }: Rush, mallory: Mallory): Promise<unknown> {
  const bytes = trial.random.bytes(trial.random.below(80))
  return mallory.ask(author.device, trial.random.pick(METHODS), bytes, ASK_MS)
}

/** A stranger asks until the author disconnects it. */
async function comeAsStranger(rush: Rush, count: number): Promise<void> {
  const { trial, network, author } = rush
  const stranger = await RawPeer.join(network, createSigningKeyPair())
  trial.onEnd(() => stranger.remove())
  await stranger.dial(author.device)
  for (let i = 0; i < count && stranger.isConnected(author.device); i++)
    rush.underWay.push(stranger.ask(author.device, methodOf(trial.random), randomBytes(40), ASK_MS))
}

const methodOf = (random: Random): string => random.pick(['release', ...METHODS])

/** While `act` runs, both contacts ask in many lanes, again after each answer. */
async function underLanes(rush: Rush, act: () => Promise<void>): Promise<void> {
  const most = rush.trial.random.between(1, MOST_LANES)
  let isOver = false
  const lane = async (mallory: Mallory): Promise<void> => {
    while (!isOver) await askForKey(rush, mallory)
  }
  const lanes = rush.floods.flatMap((mallory) => Array.from({ length: most }, () => lane(mallory)))
  try {
    await act()
  } finally {
    isOver = true
    await Promise.all(lanes)
  }
}

interface Letter {
  reader: Person
  ref: RefText
  text: string
}

async function sendOne({ trial, author, readers }: Rush): Promise<Letter> {
  const reader = trial.random.pick(readers)
  const text = `letter ${trial.taken}`
  const ref = await author.write(reader, 'Under a flood', text, {
    policy: { ...PLAIN_POLICY, mode: 'controlled' },
  })
  await reader.arrival(ref)
  return { reader, ref, text }
}

async function readOne({ trial, turns }: Rush, { reader, ref, text }: Letter): Promise<void> {
  turns.longest = 0
  must((await reader.read(ref, READ_MS)).text === text, 'a reader has another letter')
  trial.note(`${reader.name} waited for ${turns.longest} turns`)
  trial.count('letters opened under a flood')
  must(turns.longest <= MAX_TURNS, `${reader.name} waited for ${turns.longest} turns of others`)
}

/** Requests above the limit are counted, and honest readers are not refused. */
async function judge({ trial, author, readers, unanswered }: Rush): Promise<void> {
  const { 'too-many-release': refused = 0 } = await skippedBy(author)
  must(refused === unanswered, `${unanswered} requests are not answered, and ${refused} are counted`)
  trial.count('requests refused', refused)
  for (const reader of readers) {
    const ref = await author.write(reader, 'After the flood', 'calm', {
      policy: { ...PLAIN_POLICY, mode: 'controlled' },
    })
    await reader.arrival(ref)
    await reader.read(ref, READ_MS)
  }
  must((await author.do.people.contacts({}, calling)).length === 4, 'a flood makes or ends a contact')
}
