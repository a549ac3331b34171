// A sender with many absent contacts whose cards name mailboxes. Stations of contacts are dialled a
// few at a time, and one that is away once, however many contacts have it.
import { afterEach, expect, test } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { parseStationLink } from '../../../src/core/station-records/index.ts'
import { deviceOf } from '../../../src/core/network/wires/lines.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { addAbsentContacts } from '../../support/absent-contacts.ts'
import { QUICK_PACE, useCustomers } from '../../support/customers.ts'
import { LyingStation } from '../../support/lying-station.ts'
import { eventually, type Person } from '../../support/person.ts'

const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const
const AT_ONCE = 4
/** Longer than a busy machine needs for a station that answers. */
const VISIT_MS = 4_000
/** Longer than a busy machine needs to write four letters. */
const AWAY_MS = 4_000
/** No second try of a station within a test, and no visit as a reader. */
const PACE = { ...QUICK_PACE, revisitMs: [600_000, 600_000], firstReadMs: 600_000 } as const

const { network, person } = useCustomers()
let station: LyingStation | null = null

afterEach(async () => {
  await station?.remove()
  station = null
})

/** Alice, with one contact for each mailbox, whom she has written to. She is off. */
async function writeToAll(mailboxes: readonly Uint8Array[]): Promise<{ alice: Person; names: string[] }> {
  const alice = await person('alice')
  const keepersOf = (at: number) => ({ sets: [], mailboxes: [mailboxes[at]!] })
  const names = await addAbsentContacts(alice, mailboxes.length, keepersOf)
  const people = names.map((name) => ({ name }))
  await alice.write(people, 'Heron', 'At the weir.', { policy: OPEN })
  await alice.stop()
  return { alice, names }
}

/** Starts alice. Returns which of these stations were dialled, in order, and how many at once. */
async function startCounting(
  alice: Person,
  stations: readonly Uint8Array[],
  pace: { awayMs: number; visitMs: number },
): Promise<{ dialled: string[]; most: () => number }> {
  const counted = new Set(stations.map(toHex))
  const [dialled, open]: [string[], Set<string>] = [[], new Set()]
  let most = 0
  await alice.start({
    stationPace: { ...PACE, ...pace },
    createWires: ({ device }, isAllowed) => {
      const wires = network.wires(device, isAllowed)
      const [dial, undial] = [wires.dial.bind(wires), wires.undial.bind(wires)]
      wires.dial = (to, keyPair) => {
        if (counted.has(toHex(to))) {
          dialled.push(toHex(to))
          most = Math.max(most, open.add(toHex(to)).size)
        }
        dial(to, keyPair)
      }
      wires.undial = (line) => {
        open.delete(toHex(deviceOf(line)))
        undial(line)
      }
      return wires
    },
  })
  return { dialled, most: () => most }
}

const countTold = ({ home }: Person): number =>
  home.parts.ledger.get<{ count: number }>('SELECT count(*) AS count FROM mailbox_told')!.count

test('a station that is away is dialled once for all its contacts, and holds up no others', async () => {
  station = await LyingStation.open(network)
  const [live, away] = [parseStationLink(station.link).station, randomBytes(32)]
  const { alice } = await writeToAll([...Array.from({ length: 20 }, () => away), live, live])
  const { dialled } = await startCounting(alice, [away], { awayMs: 20, visitMs: VISIT_MS })
  await eventually(() => countTold(alice) === 2, 'the others are told')
  expect(dialled).toEqual([toHex(away)])
})

test('a few stations are dialled at once, those for the newest letters first', async () => {
  const stations = Array.from({ length: 12 }, () => randomBytes(32))
  const { alice, names } = await writeToAll(stations)
  const { dialled, most } = await startCounting(alice, stations, { awayMs: AWAY_MS, visitMs: 100 })
  const newest = [9, 2, 7, 4]
  for (const at of newest.toReversed()) await alice.write({ name: names[at]! }, 'Again', '', { policy: OPEN })
  await eventually(() => dialled.length === stations.length, 'all are dialled')
  // Those that are dialled at once have no order among them.
  expect(new Set(dialled.slice(0, AT_ONCE))).toEqual(new Set(newest.map((at) => toHex(stations[at]!))))
  expect(new Set(dialled).size).toBe(stations.length)
  expect(most()).toBe(AT_ONCE)
})
