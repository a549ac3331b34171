// Public posts reach all followers from any device that has them, and an archive lists them.
import { afterEach, describe, expect, it } from 'vitest'
import { toHex } from '../../src/core/base/index.ts'
import { PLAIN_POLICY, type ArchivePage, type RefText } from '../../src/core/contract/index.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'
import { MemoryNetwork } from '../support/memory-network.ts'

const people: Person[] = []
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.remove()))
})

async function meet(network: MemoryNetwork, ...names: string[]): Promise<Person[]> {
  const made = await Promise.all(names.map((name) => Person.create(name, network)))
  people.push(...made)
  return made
}

interface More {
  tags?: string[]
  replaces?: RefText
}

const post = async (
  author: Person,
  subject: string,
  text = `The text of ${subject}.`,
  more: More = {},
): Promise<RefText> =>
  (await author.do.letters.send({ to: ['public'], subject, text, policy: PLAIN_POLICY, ...more }, calling))
    .ref

const addressOf = async (person: Person): Promise<string> =>
  (await person.do.people.whoami({}, calling)).address

/** Follows by address, as strangers do. */
async function follow(reader: Person, author: Person): Promise<void> {
  await reader.do.follows.follow({ who: await addressOf(author) }, calling)
}

const subjectsOf = async (reader: Person): Promise<(string | null)[]> =>
  (await reader.list('following')).map(({ subject }) => subject)

const arrives = (reader: Person, subject: string): Promise<void> =>
  eventually(async () => (await subjectsOf(reader)).includes(subject), `${reader.name} gets ${subject}`)

function archive(
  reader: Person,
  who: string,
  more: { tag?: string; before?: string; limit?: number } = {},
): Promise<ArchivePage> {
  return reader.do.follows.archive({ who, limit: 20, waitMs: PATIENCE_MS, ...more }, calling)
}

const titlesOf = ({ posts }: ArchivePage): string[] => posts.map(({ title }) => title)

describe('a public post', () => {
  it('reaches a stranger who follows, with the name of its author, and opens there', async () => {
    const [alice, dave] = await meet(new MemoryNetwork(), 'alice', 'dave')
    await post(alice!, 'Before')
    await follow(dave!, alice!)
    await arrives(dave!, 'Before')
    const ref = await post(alice!, 'After', 'Hello, everyone.')
    await arrives(dave!, 'After')
    const [latest] = await dave!.list('following')
    expect(latest).toMatchObject({
      from: { name: 'alice' },
      to: [{ person: 'public' }],
      policy: { mode: 'open' },
    })
    expect(await dave!.read(ref)).toMatchObject({
      text: 'Hello, everyone.',
      verified: true,
      from: { name: 'alice' },
    })
    expect(await dave!.list('inbox')).toEqual([])
    const [followed] = await dave!.do.follows.list({}, calling)
    expect(followed).toMatchObject({ name: 'alice', posts: 2, online: true })
  })

  it('reaches a contact who follows, and its author counts no readers', async () => {
    const [alice, bob, carol] = await meet(new MemoryNetwork(), 'alice', 'bob', 'carol')
    await pair(alice!, bob!)
    await pair(alice!, carol!)
    expect(await bob!.do.follows.follow({ who: 'alice' }, calling)).toMatchObject({ name: 'alice' })
    const ref = await post(alice!, 'News')
    await arrives(bob!, 'News')
    await bob!.read(ref)
    expect((await alice!.list('sent'))[0]).toMatchObject({ state: 'public', tally: {} })
    expect(await alice!.status(ref)).toEqual([])
    expect(await carol!.list('following')).toEqual([])
  })

  it('can be read from a follower after its author is gone', async () => {
    const network = new MemoryNetwork()
    const [alice, bob, dave] = await meet(network, 'alice', 'bob', 'dave')
    await follow(bob!, alice!)
    const ref = await post(alice!, 'News')
    await arrives(bob!, 'News')
    await follow(dave!, alice!)
    network.partition(dave!.device, alice!.device)
    await arrives(dave!, 'News')
    await alice!.stop()
    expect(await dave!.read(ref)).toMatchObject({ text: 'The text of News.' })
  })

  it('is available to followers after all have restarted', async () => {
    const [alice, bob] = await meet(new MemoryNetwork(), 'alice', 'bob')
    await follow(bob!, alice!)
    await post(alice!, 'One')
    await arrives(bob!, 'One')
    for (const person of [alice!, bob!]) {
      await person.stop()
      await person.start()
    }
    await post(alice!, 'Two')
    await arrives(bob!, 'Two')
    await eventually(async () => titlesOf(await archive(bob!, 'alice')).join() === 'Two,One')
  })

  it('no longer arrives after a person has stopped following, and received posts stay', async () => {
    const [alice, bob] = await meet(new MemoryNetwork(), 'alice', 'bob')
    await follow(bob!, alice!)
    const ref = await post(alice!, 'One')
    await arrives(bob!, 'One')
    await bob!.read(ref)
    expect(await bob!.do.follows.unfollow({ who: 'alice' }, calling)).toMatchObject({ name: 'alice' })
    await post(alice!, 'Two')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await subjectsOf(bob!)).toEqual(['One'])
    expect(await bob!.read(ref)).toMatchObject({ text: 'The text of One.' })
    await expect(archive(bob!, 'alice')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('shows a new name of its author to followers', async () => {
    const [alice, bob] = await meet(new MemoryNetwork(), 'alice', 'bob')
    await follow(bob!, alice!)
    await post(alice!, 'One')
    await arrives(bob!, 'One')
    await alice!.do.people.rename({ name: 'Alice A.' }, calling)
    await eventually(async () => (await bob!.do.follows.list({}, calling))[0]?.name === 'Alice A.')
  })

  it('continues in another core when the feed’s core froze, and followers find it', async () => {
    const [alice, bob] = await meet(new MemoryNetwork(), 'alice', 'bob')
    await follow(bob!, alice!)
    await post(alice!, 'One')
    await arrives(bob!, 'One')
    const { ledger } = alice!.home.parts
    const frozen = alice!.home.publicFeed.find(ledger)!.core
    await ledger.write((tx) => tx.run(`UPDATE own_cores SET frozen = 'conflict' WHERE core = ?`, frozen))
    await alice!.stop()
    await alice!.start()
    await eventually(
      () => toHex(alice!.home.publicFeed.find(alice!.home.parts.ledger)!.core) !== toHex(frozen),
    )
    await post(alice!, 'Two')
    await arrives(bob!, 'Two')
  })
})

describe('followers', () => {
  it('pass a post on, so that all have it when only some can reach its author', async () => {
    const network = new MemoryNetwork()
    const names = Array.from({ length: 10 }, (_, i) => `follower ${i}`)
    const [alice, ...followers] = await meet(network, 'alice', ...names)
    for (const far of followers.slice(3)) network.partition(alice!.device, far.device)
    for (const follower of followers) await follow(follower, alice!)
    const ref = await post(alice!, 'News', 'For everyone.')
    await Promise.all(followers.map((follower) => arrives(follower, 'News')))
    // The farthest opens first, so no nearer device has opened the post yet.
    for (const follower of followers.toReversed())
      expect(await follower.read(ref)).toMatchObject({ text: 'For everyone.' })
    for (const far of followers.slice(3)) expect(network.bytesMoved(alice!.device, far.device)).toBe(0)
  })
})

describe('the archive', () => {
  it('has the latest versions, by page and by word, for its author and for others', async () => {
    const [alice, bob] = await meet(new MemoryNetwork(), 'alice', 'bob')
    await follow(bob!, alice!)
    const one = await post(alice!, 'One', 'First.', { tags: ['tea', '京都'] })
    await post(alice!, 'Two', 'Second.', { tags: ['tea'] })
    const edited = await post(alice!, 'One, again', 'Better.', { tags: ['tea'], replaces: one })
    await arrives(bob!, 'One, again')
    await eventually(async () => titlesOf(await archive(bob!, 'alice')).includes('One, again'))
    for (const [reader, who] of [
      [alice!, 'self'],
      [bob!, 'alice'],
    ] as const) {
      const page = await archive(reader, who)
      expect(titlesOf(page)).toEqual(['One, again', 'Two'])
      expect(page).toMatchObject({ total: 2, next: null, tags: [{ tag: 'tea', count: 2 }] })
      expect(page.posts[0]).toMatchObject({ ref: edited, replaces: one, tags: ['tea'] })
      const first = await archive(reader, who, { limit: 1 })
      expect(titlesOf(await archive(reader, who, { limit: 1, before: first.next! }))).toEqual(['Two'])
      expect(titlesOf(await archive(reader, who, { tag: '京都' }))).toEqual([])
      const versions = await reader.do.letters.history({ ref: edited }, calling)
      expect(versions.map(({ subject }) => subject)).toEqual(['One, again', 'One'])
    }
    expect(await bob!.read(one)).toMatchObject({ text: 'First.', replacedBy: edited })
  })

  it('shows older posts to a new follower, opens them, and has their earlier versions', async () => {
    const network = new MemoryNetwork()
    const [alice, bob] = await meet(network, 'alice', 'bob')
    const one = await post(alice!, 'One', 'First.')
    const two = await post(alice!, 'One, again', 'Second.', { replaces: one })
    // More posts than the end of a feed that a follower reads automatically.
    const titles = Array.from({ length: 170 }, (_, i) => `Post ${i}${', and so on'.repeat(20)}`)
    const refs: RefText[] = []
    for (const title of titles) refs.push(await post(alice!, title))
    const three = await post(alice!, 'One, for the third time', 'Third.', { replaces: two })
    // The follower reads the end of what is there when the follow begins.
    const { ledger } = alice!.home.parts
    const isStored = async (): Promise<boolean> => ledger.get('SELECT 1 FROM intents') === undefined
    await eventually(isStored, 'all posts are in the feed')
    await follow(bob!, alice!)
    await arrives(bob!, 'One, for the third time')
    await eventually(async () => (await archive(bob!, 'alice')).total === 171)
    const came = (await bob!.do.follows.list({}, calling))[0]!.posts
    expect(came).toBeGreaterThan(20)
    expect(came).toBeLessThan(160)

    let before: string | undefined
    const all: ArchivePage['posts'] = []
    do {
      const page: ArchivePage = await archive(bob!, 'alice', { limit: 50, before })
      all.push(...page.posts)
      before = page.next ?? undefined
    } while (before !== undefined)
    // Two posts of one millisecond have no order.
    const times = all.map(({ sentAt }) => sentAt)
    expect(times).toEqual([...times].sort().reverse())
    expect(all.map(({ title }) => title).sort()).toEqual(['One, for the third time', ...titles].sort())

    // An archive post that a follower searched for emits no arrival event.
    const arrived: string[] = []
    bob!.do.events.subscribe((event) => {
      if (event.type === 'letter-arrived') arrived.push(event.ref)
    })
    expect(await bob!.read(refs[3]!)).toMatchObject({ subject: titles[3], from: { name: 'alice' } })
    const history = async (waitMs?: number): Promise<(string | null)[]> =>
      (await bob!.do.letters.history({ ref: three, waitMs }, calling)).map(({ subject }) => subject)
    expect(await history()).toEqual(['One, for the third time'])
    expect(await history(5000)).toEqual(['One, for the third time', 'One, again', 'One'])
    expect(await bob!.read(one)).toMatchObject({ text: 'First.', replacedBy: three })
    expect(await subjectsOf(bob!)).not.toContain('One')
    expect(arrived).toEqual([])

    // Opens an older post by its link only, without reading the archive.
    const [carol] = await meet(network, 'carol')
    await follow(carol!, alice!)
    expect(await carol!.read(one)).toMatchObject({ text: 'First.' })
  })

  it('is AUTHOR_AWAY if no device that has it is online, and empty if nothing was published', async () => {
    const network = new MemoryNetwork()
    const [alice, bob] = await meet(network, 'alice', 'bob')
    await follow(bob!, alice!)
    await expect(
      bob!.do.follows.archive({ who: await addressOf(alice!), limit: 20, waitMs: 100 }, calling),
    ).rejects.toMatchObject({ code: 'AUTHOR_AWAY' })
    expect(await archive(alice!, 'self')).toMatchObject({ posts: [], total: 0, tags: [] })
  })
})

describe('a letter that is published later', () => {
  it('is written once more if it is small, not if it is large, and both can be read', async () => {
    const [alice, bob] = await meet(new MemoryNetwork(), 'alice', 'bob')
    await follow(bob!, alice!)
    const send = async (text: string): Promise<RefText> =>
      (
        await alice!.do.letters.send(
          { to: ['self'], subject: text.slice(0, 5), text, policy: PLAIN_POLICY },
          calling,
        )
      ).ref
    const [small, large] = [await send('small text'), await send('large'.repeat(50_000))]
    const lengthOfAll = (): number =>
      alice!.home.ownCores
        .list()
        .filter(({ kind }) => kind === 'object')
        .reduce((sum, { length }) => sum + length, 0)
    const before = lengthOfAll()
    for (const ref of [small, large])
      expect(await alice!.do.letters.share({ ref, to: 'public' }, calling)).toMatchObject({
        audience: { person: 'public' },
      })
    expect(lengthOfAll()).toBe(before)
    for (const [ref, subject] of [
      [small, 'small'],
      [large, 'large'],
    ] as const) {
      await arrives(bob!, subject)
      expect((await bob!.read(ref)).text.startsWith(subject)).toBe(true)
    }
    await eventually(async () => (await archive(bob!, 'alice')).total === 2)
  })

  it('is removed from the archive by a withdrawal, which is too late for followers who have it', async () => {
    const [alice, bob] = await meet(new MemoryNetwork(), 'alice', 'bob')
    await follow(bob!, alice!)
    const ref = await post(alice!, 'Sorry')
    await post(alice!, 'Fine')
    await arrives(bob!, 'Sorry')
    await eventually(async () => (await archive(bob!, 'alice')).total === 2)
    expect(await alice!.do.letters.withdraw({ ref, from: 'public' }, calling)).toMatchObject({
      readers: [],
      audiences: [{ person: 'public', outcome: 'too-late' }],
    })
    expect(titlesOf(await archive(alice!, 'self'))).toEqual(['Fine'])
    await eventually(async () => (await archive(bob!, 'alice')).total === 1)
    expect(await bob!.read(ref)).toMatchObject({ text: 'The text of Sorry.' })
  })
})
