// A blog and its archive come from the stations of an author who is off, also to newcomers.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { comeBack, handedOver, join, useCustomers } from '../../support/customers.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'

const { network, person, station, open } = useCustomers()

async function publish(author: Person, subject: string): Promise<string> {
  const text = `The text of ${subject}.`
  const { ref } = await author.do.letters.send(
    { to: ['public'], subject, text, policy: PLAIN_POLICY },
    calling,
  )
  return ref
}

/** Resolves when the station has all cores, also the archive, which is written after the commit. */
const hasAll = ({ home: { ownCores, parts } }: Person): Promise<void> =>
  eventually(
    () =>
      ownCores.list().every(({ core, length }) => {
        const sql = 'SELECT 1 FROM station_cores WHERE core = ? AND kept_length >= ?'
        return length === 0 || parts.ledger.get(sql, core, length) !== undefined
      }),
    'the station has everything',
  )

const hasPost = (reader: Person, subject: string): Promise<void> =>
  eventually(
    async () => (await reader.list('following')).some((post) => post.subject === subject),
    `${reader.name} has ${subject}`,
  )

/** The length of the archive that the feed has announced. */
const archiveLength = ({ home: { parts } }: Person): number =>
  parts.ledger.get<{ length: number }>('SELECT archive_length AS length FROM public_feed')?.length ?? 0

test('followers get the posts of an absent author from a station, and a newcomer finds it', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const home = await station('cellar')
  await join(alice, home)
  await publish(alice, 'first')
  const { address } = await alice.do.people.whoami({}, calling)
  await bob.do.follows.follow({ who: address }, calling)
  await hasPost(bob, 'first')
  await bob.stop()
  const before = archiveLength(alice)
  const second = await publish(alice, 'second')
  await eventually(() => archiveLength(alice) > before, 'the archive has the second post')
  await handedOver(alice)
  await hasAll(alice)
  await alice.stop()
  // The station still finds followers after a start of its own.
  await home.stop()
  await home.start()
  await comeBack(bob)
  await hasPost(bob, 'second')
  expect((await bob.read(second)).text).toBe('The text of second.')
  await bob.stop()
  const carol = await person('carol')
  await carol.do.follows.follow({ who: address }, calling)
  await hasPost(carol, 'second')
  const archive = await carol.do.follows.archive({ who: address, limit: 20, waitMs: PATIENCE_MS }, calling)
  expect(archive.posts.map(({ title }) => title)).toEqual(['second', 'first'])
  expect((await carol.read(second)).text).toBe('The text of second.')
})

test('a contact who follows an absent author gets everything without a topic', async () => {
  network.closeTopics()
  const { alice, bob } = await open(1)
  const { address } = await alice.do.people.whoami({}, calling)
  const { ref } = await alice.do.letters.send(
    { to: ['public'], subject: 'first', text: 'The text of first.', tags: ['cherry'], policy: PLAIN_POLICY },
    calling,
  )
  await eventually(() => archiveLength(alice) > 0, 'the archive has the post')
  await handedOver(alice)
  await hasAll(alice)
  await alice.stop()
  await bob.do.follows.follow({ who: address }, calling)
  await hasPost(bob, 'first')
  const asked = { who: address, limit: 20, tag: 'cherry', waitMs: PATIENCE_MS }
  const archive = await bob.do.follows.archive(asked, calling)
  expect(archive.posts.map(({ title }) => title)).toEqual(['first'])
  expect((await bob.read(ref)).text).toBe('The text of first.')
})

test('a station that its customer leaves is no longer on the topic', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const home = await station('cellar')
  await join(alice, home)
  await publish(alice, 'first')
  await handedOver(alice)
  const { address } = await alice.do.people.whoami({}, calling)
  await alice.do.stations.leave({ station: 'cellar', waitMs: PATIENCE_MS, lost: false }, calling)
  await alice.stop()
  await bob.do.follows.follow({ who: address }, calling)
  await expect(
    bob.do.follows.archive({ who: address, limit: 1, waitMs: 1_000 }, calling),
  ).rejects.toMatchObject({
    code: 'AUTHOR_AWAY',
  })
})
