// A new contact may send a request at once, before their feed is open here and before the event.
// Found by the storm with seed 1161830856. Such a request got an
// empty answer and counted as bad input.
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
} from '../../../src/core/access/index.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { skippedBy } from '../../support/mallory.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let alice: Person
let bob: Person

beforeEach(async () => {
  const network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
})

afterEach(() => Promise.all([alice.remove(), bob.remove()]))

test('a request is answered as a contact’s while the feed of the new contact is still being opened', async () => {
  let openFeed = (): void => undefined
  const opening = new Promise<void>((resolve) => (openFeed = resolve))
  const { feeds } = alice.home.parts
  const open = feeds.open.bind(feeds)
  feeds.open = (person) => opening.then(() => open(person))

  const { invite } = await alice.do.invites.create({}, calling)
  await bob.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)
  await eventually(() => (bob.home.peers.find(alice.device)?.person ?? null) !== null)

  const peer = bob.home.peers.find(alice.device)!
  const request = createReleaseRequest(randomBytes(32), peer.handshakeHash, bob.home.parts.identity.device)
  const answer = await peer.request('release', releaseRequestForm.encode(request), 5000)
  expect(decodeReleaseAnswer(answer!)).toEqual({ status: 'NOT_A_READER' })
  expect(await skippedBy(alice)).toEqual({})

  openFeed()
  const ref = await bob.write(alice, 'Hello', 'so soon')
  await alice.arrival(ref)
})
