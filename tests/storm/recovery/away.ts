// Scenario `recovery-away`: a person loses a device and restores a backup while readers are away.
// The lost device released letters after the backup. No act may report “in time” for a reader who
// has the letter, and once every reader was heard, every doubt is settled to what readers have.
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { createReleaseRequest, releaseRequestForm } from '../../../src/core/access/index.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { ReleaseDesk } from '../../../src/core/delivery/index.ts'
import { foundGroup, untilAgreed, untilIn } from '../../support/groups.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { backUpDevice, comeBack, type LostDevice } from '../../support/other-device.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { changeBand, foundBand, judgeBand, type Band } from './band.ts'
import { judgeAct, judgeEnd, judgeText, type Letter } from './judge-away.ts'

interface Life {
  trial: Trial
  network: MemoryNetwork
  folder: string
  alice: Person
  /** Bob and carol are alice's contacts; dave is only a member of bob's group. */
  readers: Person[]
  letters: Letter[]
  band: Band
  /** Alice's first device, which a thief has. */
  lost: LostDevice | null
}

const AUDIENCES = { bob: 2, carol: 2, both: 2, choir: 3, 'choir and bob': 2 }
const AUDIENCES_OF = {
  bob: ['bob'],
  carol: ['carol'],
  both: ['bob', 'carol'],
  choir: ['Choir'],
  'choir and bob': ['Choir', 'bob'],
}
const ACTS = { recall: 4, hold: 2, withdraw: 2, 'let go': 1, nothing: 2 }

export const awayScenario: Scenario = {
  name: 'recovery-away',
  about: 'a restored home whose readers are away and have more than it knows',
  steps: 8,
  async play(trial) {
    const life = await begin(trial)
    while (trial.next()) await write(life)
    const lose = await backUp(life)
    await liveOn(life)
    const away = trial.random.pickSome(life.readers)
    trial.note(`away: ${away.map(({ name }) => name).join()}`)
    for (const reader of away) await reader.stop()
    life.alice = await lose()
    for (const letter of life.letters) await act(life, letter)
    for (const reader of shuffle(life, away)) {
      await reader.start()
      if (trial.random.isSo(0.5)) await act(life, trial.random.pick(life.letters))
    }
    await untilHeard(life)
    await openSome(life)
    await judgeBand(life.trial, life.band, life.alice, life.readers)
    await judgeThief(life)
    await judgeEnd(life.trial, life.alice, life.readers, life.letters)
  },
}

async function begin(trial: Trial): Promise<Life> {
  const network = new MemoryNetwork()
  const arrive = async (name: string): Promise<Person> => {
    const person = await Person.create(name, network)
    trial.onEnd(() => person.remove())
    return person
  }
  const alice = await arrive('alice')
  const readers = [await arrive('bob'), await arrive('carol'), await arrive('dave')]
  const [bob, carol, dave] = readers as [Person, Person, Person]
  for (const [one, other] of [
    [alice, bob],
    [alice, carol],
    [bob, carol],
    [bob, dave],
  ] as const)
    await pair(one, other)
  await foundGroup(bob, 'Choir', [alice, carol, dave])
  await untilAgreed(bob, 'Choir', [alice, carol, dave])
  const band = await foundBand(alice, [bob, carol])
  return { trial, network, folder: await trial.folder(), alice, readers, letters: [], band, lost: null }
}

async function write(life: Life): Promise<void> {
  const { trial, alice, readers, letters } = life
  const audience = trial.random.pickWeighted(AUDIENCES)
  const names = AUDIENCES_OF[audience]
  const hold = trial.random.isSo(0.2)
  const text = `letter ${letters.length}`
  const [first, shared] = audience === 'choir and bob' ? [['Choir'], 'bob'] : [names, null]
  const draft = {
    to: first,
    subject: text,
    text,
    policy: { ...PLAIN_POLICY, mode: 'controlled' as const, hold },
  }
  const { ref } = await alice.do.letters.send(draft, calling)
  if (shared !== null) await alice.do.letters.share({ ref, to: shared }, calling)
  const members = names.includes('Choir') ? readers.map(({ name }) => name) : names
  const letter = {
    ref,
    text,
    audiences: names,
    has: new Set<string>(),
    may: new Set(members),
    gone: new Set<string>(),
  }
  letters.push(letter)
  trial.count('letters')
  trial.note(`${text} to ${names.join()}${hold ? ', held' : ''}`)
  if (!hold) for (const reader of readers) if (trial.random.isSo(0.25)) await open(life, letter, reader)
}

/** A reader tries to open a letter that was sent to them. */
async function open({ trial }: Life, letter: Letter, reader: Person): Promise<void> {
  if (!letter.may.has(reader.name)) return
  await judgeText(trial, letter, reader)
}

async function openSome(life: Life): Promise<void> {
  for (const letter of life.letters)
    for (const reader of life.readers) if (life.trial.random.isSo(0.4)) await open(life, letter, reader)
}

/** Backs up the home now. The returned function deletes the home and restores the backup. */
async function backUp(life: Life): Promise<() => Promise<Person>> {
  const { trial, alice, folder, network } = life
  const lost = await backUpDevice(alice, folder)
  trial.note('backup')
  return async () => {
    await alice.remove()
    life.lost = lost
    trial.note('alice returns')
    const again = await comeBack('alice', lost, folder, network)
    trial.onEnd(() => again.remove())
    return again
  }
}

/** Events after the backup: letters are opened, acts are done, a person leaves. */
async function liveOn(life: Life): Promise<void> {
  const { trial, alice, letters, readers } = life
  const bob = readers[0]!
  if (trial.random.isSo(0.4)) await openSome(life)
  for (const letter of letters) if (trial.random.isSo(0.25)) await act(life, letter)
  if (trial.random.isSo(0.4)) await openSome(life)
  if (trial.random.isSo(0.4)) {
    const name = trial.random.pick(['carol', 'dave'])
    trial.note(`bob removes ${name}`)
    await bob.do.groups.remove({ group: 'Choir', persons: [name] }, calling)
    await untilAgreed(bob, 'Choir', [alice])
  }
  if (trial.random.isSo(0.6)) await changeBand(trial, life.band, alice, readers)
  await openBeforeErrands(life)
}

/** Readers open letters, but the lost device writes no record of the releases. */
async function openBeforeErrands(life: Life): Promise<void> {
  const { appendReleases } = ReleaseDesk.prototype
  ReleaseDesk.prototype.appendReleases = () => Promise.resolve(null)
  try {
    await openSome(life)
  } finally {
    ReleaseDesk.prototype.appendReleases = appendReleases
  }
}

async function act(life: Life, letter: Letter): Promise<void> {
  const { trial, alice } = life
  const kind = trial.random.pickWeighted(ACTS)
  const from = trial.random.pick(letter.audiences)
  if (kind === 'nothing') return
  trial.note(`${kind} ${letter.text}${kind === 'withdraw' ? ` from ${from}` : ''}`)
  trial.count(kind)
  const { letters } = alice.do
  const { ref } = letter
  if (kind === 'let go') {
    await letters.letGo({ ref }, calling)
    return letter.gone.clear()
  }
  const { readers } = await (kind === 'withdraw'
    ? letters.withdraw({ ref, from }, calling)
    : letters[kind]({ ref }, calling))
  judgeAct(trial, letter, kind, readers)
}

async function untilHeard({ alice }: Life): Promise<void> {
  const { returnNotifier } = alice.home
  await eventually(() => returnNotifier.listWaiting().length === 0, 'all readers were heard')
  await untilIn(alice, 'Choir')
}

/** A thief of the lost device gets no key of a letter to its person. */
async function judgeThief({ trial, network, alice, readers, lost }: Life): Promise<void> {
  const bob = readers[0]!
  const ref = await bob.write(alice, 'For alice', 'wherever she is')
  const thief = await RawPeer.join(network, lost!.keys)
  trial.onEnd(() => thief.remove())
  await thief.dial(bob.device)
  const request = createReleaseRequest(objectId(getRef(ref)), thief.handshakeHash(bob.device), thief.device)
  const bytes = await thief.ask(bob.device, 'release', releaseRequestForm.encode(request))
  must(bytes === null || bytes.byteLength === 0, 'a lost device is answered as its person')
  must(bob.home.parts.whoIs(lost!.keys.publicKey) === null, 'a lost device is still recognized as a person')
  const others = (await bob.status(ref)).filter(({ state }) => state !== 'notified')
  must(others.length === 0, 'a lost device spends a letter')
}

function shuffle<T>({ trial }: Life, list: readonly T[]): T[] {
  const keyed = list.map((one) => ({ one, key: trial.random.share() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one)
}
