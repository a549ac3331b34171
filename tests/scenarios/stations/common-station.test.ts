// One station of a whole family: author and readers are its customers. It sees who is connected and
// what they ask, and does not learn who opens what of whom.
import { afterEach, expect, test, vi } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { discoveryKey } from '../../../src/core/cores/index.ts'
import { keptForm } from '../../../src/core/station-records/index.ts'
import { Peers, type Method } from '../../../src/core/network/index.ts'
import { StationGiver } from '../../../src/core/station/core-giver.ts'
import { join, knowsStations, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { addFile, makeFile } from '../../support/files.ts'
import { foundGroup } from '../../support/groups.ts'
import type { Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const { person, station, pair } = useCustomers()
const makeFolder = useTempFolders()
afterEach(() => vi.restoreAllMocks())

interface Asked {
  method: string
  device: string
  request: Uint8Array
}

/** Notes every request and every core that a station is asked for, as its operator can. */
function listenAtStations(): { requests: Asked[]; cores: { device: string; key: string }[] } {
  const [requests, cores]: [Asked[], { device: string; key: string }[]] = [[], []]
  const respond = Reflect.get(Peers.prototype, 'respond')
  vi.spyOn(Peers.prototype, 'respond').mockImplementation(function (this: Peers, method: Method) {
    respond.call(this, {
      ...method,
      handle: (peer, request) => {
        requests.push({ method: method.name, device: toHex(peer.device), request })
        return method.handle(peer, request)
      },
    })
  })
  const find = Reflect.get(StationGiver.prototype, 'find')
  vi.spyOn(StationGiver.prototype, 'find').mockImplementation(function (this: StationGiver, peer, key) {
    cores.push({ device: toHex(peer.device), key: toHex(key) })
    return find.call(this, peer, key)
  })
  return { requests, cores }
}

/** The discovery keys of what this person writes, and of what is written for them. */
function listOwn({ home: { ownCores, parts } }: Person): string[] {
  const theirs = parts.feeds.list(parts.ledger).map(({ theirCore }) => theirCore)
  return [...ownCores.list().map(({ core }) => core), ...theirs].map((core) => toHex(discoveryKey(core)))
}

test('a common station hears of no known key who opens what of whom', async () => {
  const heard = listenAtStations()
  const cellar = await station('cellar')
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')]
  for (const reader of [bob, carol]) await pair(alice, reader)
  for (const one of [alice, bob, carol]) await join(one, cellar)
  for (const reader of [bob, carol]) await knowsStations(reader, alice)
  const { path } = await makeFile(await makeFolder(), 'plan.bin', 100_000)
  const { file } = await addFile(alice, path)
  const letter = await alice.write([bob, carol], 'the plan', 'of the house', { attachments: [file] })
  const open = await alice.write(bob, 'open', 'x'.repeat(8_000), {
    policy: { ...PLAIN_POLICY, mode: 'open' },
  })
  await foundGroup(alice, 'family', [bob, carol])
  const post = await alice.write({ name: 'family' }, 'a post', 'for all')
  for (const ref of [letter, post]) await sharesHandedOver(alice, ref)
  for (const reader of [bob, carol]) await reader.arrival(post)
  const names = new Map([alice, bob, carol].map((one) => [toHex(one.device), one]))
  await alice.stop()
  for (const reader of [bob, carol])
    for (const ref of [letter, post]) expect((await reader.read(ref)).ref).toBe(ref)
  expect((await bob.read(open)).text).toHaveLength(8_000)

  const opens = heard.requests.filter(({ method }) => method === 'gate-open')
  expect(opens.length).toBeGreaterThanOrEqual(4)
  expect(opens.filter(({ device }) => names.has(device))).toEqual([])
  // On a wire with a name only the own account is asked for.
  for (const { device, key } of heard.cores)
    if (names.has(device)) expect(listOwn(names.get(device)!)).toContain(key)
  // A nameless wire on which letters are opened says nothing else, and none asks for a feed that a
  // customer watches.
  const watched = new Set([bob, carol].flatMap(listOwn))
  const openers = new Set(opens.map(({ device }) => device))
  for (const { method, device, request } of heard.requests) {
    if (method !== 'kept' || names.has(device)) continue
    const cores = keptForm.decode(request).cores.map((core) => toHex(discoveryKey(core)))
    expect(cores.filter((core) => watched.has(core))).toEqual([])
    if (openers.has(device)) expect(cores).toHaveLength(1)
  }
})
