// A blog and its archive come from the stations of an author who is off, also to newcomers.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { comeBack, handedOver, join, useCustomers } from '../../support/customers.ts'
import { calling, eventually, type Person } from '../../support/person.ts'

const { person, station } = useCustomers()

async function publish(author: Person, subject: string): Promise<string> {
  const text = `The text of ${subject}.`
  const { ref } = await author.do.letters.send(
    { to: ['public'], subject, text, policy: PLAIN_POLICY },
    calling,
  )
  return ref
}

const hasPost = (reader: Person, subject: string): Promise<void> =>
  eventually(
    async () => (await reader.list('following')).some((post) => post.subject === subject),
    8_000,
    `${reader.name} has ${subject}`,
  )

test('followers get the posts of an absent author from a station, and a newcomer finds it', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const home = await station('cellar')
  await join(alice, home)
  await publish(alice, 'first')
  const { address } = await alice.do.people.whoami({}, calling)
  await bob.do.follows.follow({ who: address }, calling)
  await hasPost(bob, 'first')
  await bob.stop()
  const second = await publish(alice, 'second')
  await handedOver(alice)
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
  const archive = await carol.do.follows.archive({ who: address, limit: 20, waitMs: 5_000 }, calling)
  expect(archive.posts.map(({ title }) => title)).toEqual(['second', 'first'])
  expect((await carol.read(second)).text).toBe('The text of second.')
}, 60_000)

test('a station that its customer leaves is no longer on the topic', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  const home = await station('cellar')
  await join(alice, home)
  await publish(alice, 'first')
  await handedOver(alice)
  const { address } = await alice.do.people.whoami({}, calling)
  await alice.do.stations.leave({ station: 'cellar', waitMs: 5_000, lost: false }, calling)
  await alice.stop()
  await bob.do.follows.follow({ who: address }, calling)
  await expect(
    bob.do.follows.archive({ who: address, limit: 1, waitMs: 1_000 }, calling),
  ).rejects.toMatchObject({
    code: 'AUTHOR_AWAY',
  })
}, 60_000)
