// Posts published on a lost computer. Later followers find them once their author lists them
// on the new one.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeBackup } from '../../../src/core/backup/make-backup.ts'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import {
  addPicture,
  createAlbum,
  namesInAlbum,
  openAlbum,
  shareAlbum,
  untilAnnounced,
} from '../../support/albums.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, Person } from '../../support/person.ts'

let folder: string
let network: MemoryNetwork
let alice: Person
let again: Person
let dave: Person
let eve: Person
let words: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-public-'))
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  dave = await Person.create('dave', network)
  eve = await Person.create('eve', network)
  words = await alice.do.home.words({}, calling)
  again = Person.at('alice', join(folder, 'again'), network)
})

afterEach(async () => {
  await Promise.all([alice.remove(), again.remove(), dave.remove(), eve.remove()])
  await rm(folder, { recursive: true, force: true })
})

const send = async (author: Person, to: string, subject: string, more = {}): Promise<RefText> =>
  (
    await author.do.letters.send(
      { to: [to], subject, text: `The text of ${subject}.`, policy: PLAIN_POLICY, ...more },
      calling,
    )
  ).ref

async function comeBack(): Promise<void> {
  const backup = join(folder, 'alice.fumikura-backup')
  const { parts, ownCores } = alice.home
  const device = parts.identity.device.publicKey
  await makeBackup({ ...parts, ownCores, device }, backup, { others: true, files: true })
  await alice.remove()
  await again.start()
  await again.recover(words, { backup })
}

async function follow(reader: Person): Promise<string> {
  const { address, person } = await again.do.people.whoami({}, calling)
  await reader.do.follows.follow({ who: address }, calling)
  return person
}

const archive = (reader: Person, who: string) =>
  reader.do.follows.archive({ who, limit: 20, waitMs: PATIENCE_MS }, calling)

const titlesOf = async (reader: Person, who: string): Promise<string[]> =>
  (await archive(reader, who)).posts.map(({ title }) => title)

test('posts and albums of the lost device are listed again by their author; later followers open them, also from each other', async () => {
  const large = await makeFile(folder, 'film.mp4', 200_000)
  const small = await makeFile(folder, 'small.bin', 900)
  const attachments = [(await addFile(alice, large.path)).file, (await addFile(alice, small.path)).file]
  const first = await send(alice, 'public', 'First', { tags: ['tea'] })
  const edited = await send(alice, 'public', 'First, again', { replaces: first, attachments, tags: ['tea'] })
  const gone = await send(alice, 'public', 'Withdrawn')
  await alice.do.letters.withdraw({ ref: gone, from: 'public' }, calling)
  const note = await send(alice, 'self', 'A note')
  await alice.do.letters.share({ ref: note, to: 'public' }, calling)
  await createAlbum(alice, 'Summer', [await addPicture(alice, 'one.jpg'), await addPicture(alice, 'two.jpg')])
  await shareAlbum(alice, 'Summer', 'public')
  await comeBack()

  // Nothing of it is shown before its author has listed it.
  expect(await archive(again, 'self')).toMatchObject({ posts: [], total: 0, unlisted: 5 })
  await send(again, 'public', 'From here')
  const who = await follow(dave)
  await eventually(async () => (await titlesOf(dave, who)).join() === 'From here')

  expect(await again.do.follows.listAgain({}, calling)).toEqual({ listed: 5, missing: 0 })
  expect(await again.do.follows.listAgain({}, calling)).toEqual({ listed: 0, missing: 0 })
  expect(await archive(again, 'self')).toMatchObject({ total: 3, unlisted: 0 })
  expect(await titlesOf(again, 'self')).toEqual(['From here', 'A note', 'First, again'])
  await eventually(async () => (await titlesOf(dave, who)).length === 3)
  expect(await dave.read(edited)).toMatchObject({
    text: 'The text of First, again.',
    from: { name: 'alice' },
  })
  expect(await dave.read(note)).toMatchObject({ text: 'The text of A note.' })
  await follow(eve)
  await untilAnnounced(eve, 'Summer', 2)
  expect(await openAlbum(eve, 'Summer')).toMatchObject({ count: 2, unopened: 0 })
  expect(await namesInAlbum(eve, 'Summer')).toEqual(['one.jpg', 'two.jpg'])

  // A follower who cannot reach the author reads it.
  network.partition(again.device, eve.device)
  await eventually(async () => (await titlesOf(eve, who)).length === 3)
  expect(await eve.read(edited)).toMatchObject({ text: 'The text of First, again.' })
  network.heal()

  expect(await savedContent(dave, edited, await mkdtemp(join(folder, 'saved-')), 1)).toEqual(large.content)
  expect(await savedContent(dave, edited, await mkdtemp(join(folder, 'saved-')), 2)).toEqual(small.content)

  // After another withdrawal later followers do not find it.
  await again.do.letters.withdraw({ ref: note, from: 'public' }, calling)
  await eventually(async () => (await titlesOf(dave, who)).join() === 'From here,First, again')
})

test('letters written on the lost device can be published on the new one, and followers open them', async () => {
  const small = await makeFile(folder, 'small.bin', 900)
  await addFile(alice, small.path)
  const note = await send(alice, 'self', 'A note')
  await comeBack()
  await follow(dave)
  await again.do.letters.share({ ref: note, to: 'public' }, calling)
  const [old] = await again.do.files.list({ limit: 1 }, calling)
  const fresh = await send(again, 'public', 'With an old file', { attachments: [old!.file] })
  await eventually(async () => (await dave.list('following')).length === 2)
  expect(await dave.read(note)).toMatchObject({ text: 'The text of A note.', from: { name: 'alice' } })
  await dave.read(fresh)
  expect(await savedContent(dave, fresh, await mkdtemp(join(folder, 'saved-')))).toEqual(small.content)
})
