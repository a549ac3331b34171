// Authorship. No person appears as the author of another's text,
// or takes another's letter from its reader.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatRef, parseRef, type Ref } from '../../../src/core/store/index.ts'
import { Mallory, skippedBy, type MadeObject } from '../../support/mallory.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { exportHome, importInto, listFiles, verifyAlone } from '../../support/portable.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let mallory: Mallory

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  mallory = await Mallory.pairWith(network, alice, bob)
})

afterEach(() => Promise.all([alice.remove(), bob.remove(), mallory.remove()]))

const byAlice = (ref: Ref): Ref => ({
  ...ref,
  person: alice.home.parts.identity.person,
  device: alice.device,
})

test('a made-up ref cannot show another person as the author of an opened text', async () => {
  const made = await mallory.sendHonestly(bob, 'I owe you a million')
  await bob.arrival(made.refText)
  expect(await bob.read(made.refText)).toMatchObject({ from: { name: 'mallory' } })
  const forged = formatRef(byAlice(made.ref))
  await expect(bob.read(forged)).rejects.toMatchObject({ code: 'NOT_A_READER' })
  await expect(bob.do.letters.export({ ref: forged, format: 'eml' }, calling)).rejects.toMatchObject({
    code: 'SEALED',
  })
  await expect(bob.do.threads.get({ ref: forged, limit: 1 }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('an early announcement of another author’s letter takes nothing from its reader', async () => {
  network.partition(alice.device, bob.device)
  const ref = await alice.write(bob, 'From alice', 'her own words')
  const stolen = { ...parseRef(ref)!, person: mallory.person, device: mallory.device.publicKey }
  const header = (await mallory.make([bob], 'From alice', '')).header
  const made: MadeObject = { ...(await mallory.make([bob], 'x', 'x')), ref: stolen, header, bytes: 1124 }
  await mallory.announce(bob, made)
  await bob.arrival(formatRef(stolen))
  network.heal()
  await bob.arrival(ref)
  expect(await bob.read(ref)).toMatchObject({ from: { name: 'alice' }, text: 'her own words' })
  expect(await skippedBy(bob)).toEqual({})
})

test('a title with control characters is refused also when the notice omits it', async () => {
  const made = await mallory.make([bob], 'safe\u001b]0;owned\u0007', 'text')
  const grant = mallory.grantFor(bob, made)
  await mallory.announce(bob, made, { title: null, mode: 'open', grant })
  await bob.arrival(made.refText)
  await expect(bob.read(made.refText)).rejects.toMatchObject({ code: 'ALTERED' })
})

test('a mail that a person announces as their own belongs to that person on display, in an export and in an import', async () => {
  const mail = 'From: Bank <chief@bank.example>\r\nSubject: Urgent\r\n\r\nPay at once.\r\n'
  const origin = {
    from: { name: 'Bank', address: 'chief@bank.example' },
    to: [{ name: '', address: 'bob@example.org' }],
    messageId: '<1@bank>',
    parent: '',
    first: '',
    files: [],
  }
  const made = await mallory.make([bob], 'Urgent', mail, undefined, {
    ...{ kind: 'mail', type: 'message/rfc822', origin },
  })
  await mallory.announce(bob, made, { mode: 'open', grant: mallory.grantFor(bob, made) })
  await bob.arrival(made.refText)
  expect(await bob.read(made.refText)).toMatchObject({
    ...{ from: { person: mallory.id, name: 'mallory' }, imported: null },
  })
  expect(await bob.list()).toMatchObject([{ from: { person: mallory.id, name: 'mallory' }, imported: null }])
  expect(await bob.list('imported')).toEqual([])

  const folder = await mkdtemp(join(tmpdir(), 'fumikura-origin-'))
  try {
    const bag = join(folder, 'bag')
    await exportHome(bob, bag)
    expect(await verifyAlone(bag)).toMatchObject({ ok: true, checked: 1 })
    const [eml] = (await listFiles(bag)).filter((path) => path.endsWith('.eml'))
    const [from] = (await readFile(join(bag, eml!), 'utf8')).match(/^From: .+$/m)!
    expect(from).toMatch(/mallory/)
    await importInto(alice, bag)
    expect(await alice.list('imported')).toMatchObject([
      { from: { name: 'mallory' }, imported: { whose: 'bob' } },
    ])
    expect(await alice.read(made.refText)).toMatchObject({ from: { name: 'mallory' } })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
