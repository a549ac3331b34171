// A group of a thousand members gets new secrets. The owner is a whole engine; the members are
// cards.
import { expect, test } from 'vitest'
import { addAbsentContacts } from '../../support/absent-contacts.ts'
import { untilIn } from '../../support/groups.ts'
import { TurnProbe } from '../../support/longest-turn.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

const MEMBERS = 999
/** The roster and its follow-up are one transaction; no sealing to a member may be in it. */
const LONGEST_TURN_MS = 120
const BYTES_OF_AN_ERA = 135
/** A KEM box, a KEM key, and the member in one roster. */
const BYTES_AT_FIRST = 3_250

const KEM_KEYS = 'SELECT count(*) AS count FROM kem_keys'

/** Prints turns in ms of CPU, and bytes. */
function say(figures: Record<string, number>): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}

async function recordBytes(owner: Person): Promise<number> {
  const { ledger } = owner.home.parts
  const waiting = 'SELECT count(*) AS count FROM intents'
  await eventually(() => ledger.get<{ count: number }>(waiting)!.count === 0, 'all blocks are stored')
  const { core } = ledger.get<{ core: Uint8Array }>('SELECT core FROM groups')!
  return (await owner.home.ownCores.openCore(core)).byteLength
}

test(
  'a thousand members get new secrets in short turns, and each costs few bytes in an era',
  { timeout: 600_000 },
  async () => {
    const owner = await Person.create('owner', new MemoryNetwork())
    try {
      const persons = await addAbsentContacts(owner, MEMBERS)
      await owner.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
      const before = await recordBytes(owner)
      const adding = new TurnProbe()
      await owner.do.groups.add({ group: 'Choir', persons, history: false }, calling)
      const addTurn = adding.end()
      const full = await recordBytes(owner)
      const removing = new TurnProbe()
      await owner.do.groups.remove({ group: 'Choir', persons: [persons[0]!] }, calling)
      const removeTurn = removing.end()
      const after = await recordBytes(owner)
      const figures = {
        addTurn,
        removeTurn,
        first: (full - before) / MEMBERS,
        era: (after - full) / MEMBERS,
      }
      say(figures)
      expect(figures.first).toBeLessThan(BYTES_AT_FIRST)
      expect(figures.era).toBeLessThan(BYTES_OF_AN_ERA)
      expect(addTurn).toBeLessThan(LONGEST_TURN_MS)
      expect(removeTurn).toBeLessThan(LONGEST_TURN_MS)
    } finally {
      await owner.remove()
    }
  },
)

test('a person who is added to a group of a thousand, and then owns it, works in short turns', async () => {
  const network = new MemoryNetwork()
  const [owner, bob] = await Promise.all([Person.create('owner', network), Person.create('bob', network)])
  try {
    await pair(owner, bob)
    const persons = await addAbsentContacts(owner, MEMBERS - 1)
    // The owner is in this process too, and writes before the measurement.
    network.partition(owner.device, bob.device)
    await owner.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
    await owner.do.groups.add({ group: 'Choir', persons: [...persons, 'bob'], history: false }, calling)
    await recordBytes(owner)
    const reading = new TurnProbe()
    network.heal()
    await untilIn(bob, 'Choir')
    const joinTurn = reading.end()
    await owner.do.groups.handOver({ group: 'Choir', person: 'bob' }, calling)
    const isBobs = async (): Promise<boolean> =>
      (await bob.do.groups.show({ group: 'Choir' }, calling)).owner.name === 'bob'
    await eventually(isBobs, 'bob owns the group')
    // The first boxes of a new owner: each member gets a KEM box.
    const kemKeys = (): number => bob.home.parts.ledger.get<{ count: number }>(KEM_KEYS)!.count
    await eventually(() => kemKeys() >= MEMBERS, 'bob has the keys of all members')
    const { members } = await bob.do.groups.show({ group: 'Choir' }, calling)
    expect(members).toHaveLength(MEMBERS + 1)
    // The former owner is in this process too.
    network.partition(owner.device, bob.device)
    const owning = new TurnProbe()
    const { person } = members.find(({ name }) => name === 'absent 500')!
    await bob.do.groups.remove({ group: 'Choir', persons: [person] }, calling)
    const ownTurn = owning.end()
    say({ joinTurn, ownTurn })
    expect(joinTurn).toBeLessThan(LONGEST_TURN_MS)
    expect(ownTurn).toBeLessThan(LONGEST_TURN_MS)
  } finally {
    await Promise.all([owner.remove(), bob.remove()])
  }
}, 600_000)
