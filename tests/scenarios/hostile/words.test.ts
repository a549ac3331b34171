// A hostile author puts words into a notice that its object does not have. They are counted, and
// nothing of them is shown.
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { utf8 } from '../../../src/core/base/index.ts'
import type { Words } from '../../../src/core/feeds/index.ts'
import { readPrefix, randomBytes } from '../../../src/core/seal/index.ts'
import { Mallory, skippedBy, type MadeObject } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, Person } from '../../support/person.ts'

const TEXT = 'I will pay you back.'

let network: MemoryNetwork
let alice: Person
let mallory: Mallory

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  mallory = await Mallory.pairWith(network, alice)
})

afterEach(() => Promise.all([alice.remove(), mallory.remove()]))

const wordsOf = (made: MadeObject, changes: Partial<Words> = {}): Words => ({
  ...{ salt: readPrefix(made.block).salt, type: 'text/markdown; charset=utf-8', tags: [] },
  body: { coding: 'identity', bytes: utf8(TEXT) },
  ...changes,
})

const tell = async (made: MadeObject, words: Words, grant = mallory.grantFor(alice, made)) => {
  await mallory.announce(alice, made, { mode: 'open', grant, words })
  await alice.arrival(made.refText)
  return (await alice.list())[0]!
}

const falseWords: Record<string, (made: MadeObject) => Words> = {
  body: (made) => wordsOf(made, { body: { coding: 'identity', bytes: utf8('I will never pay you back.') } }),
  coding: (made) => wordsOf(made, { body: { coding: 'deflate', bytes: deflateRawSync(utf8(TEXT)) } }),
  salt: (made) => wordsOf(made, { salt: randomBytes(15) }),
  tags: (made) => wordsOf(made, { tags: ['money'] }),
}

for (const [name, falsify] of Object.entries(falseWords))
  test(`words with another ${name} are counted and not shown, and the true letter opens`, async () => {
    const made = await mallory.make([alice], '', TEXT)
    const row = await tell(made, falsify(made))
    expect(row).toMatchObject({ state: 'sealed', excerpt: null, opensFrom: 'author' })
    expect(await skippedBy(alice)).toMatchObject({ 'words-false': 1 })
    expect(await alice.do.letters.search({ query: 'never', limit: 5 }, calling)).toEqual([])
    const [thread] = await alice.do.threads.list(
      { box: 'inbox', limit: 5, order: 'newest', only: [] },
      calling,
    )
    expect(thread).toMatchObject({ snippet: null, unopened: 1, opensFrom: 'author' })
    const { letters } = await alice.do.threads.get({ ref: made.refText, limit: 5 }, calling)
    expect(letters.map(({ shown }) => ('code' in shown ? shown.code : shown.text))).toEqual(['SEALED'])
    const { entries } = await alice.do.talks.stream({ with: 'mallory', limit: 5 }, calling)
    expect(entries.map(({ text }) => text)).toEqual([null])
    expect(await alice.read(made.refText)).toMatchObject({ text: TEXT })
  })

test('words under another key than the one that the object names are not shown', async () => {
  const made = await mallory.make([alice], '', TEXT)
  const grant = mallory.grantFor(alice, { ...made, contentKey: randomBytes(32) })
  const row = await tell(made, wordsOf(made), grant)
  expect(row).toMatchObject({ state: 'sealed', excerpt: null })
  expect(await skippedBy(alice)).toMatchObject({ 'words-false': 1 })
})

test('words of a controlled letter, of a long one or of one with files make the notice malformed', async () => {
  const made = await mallory.make([alice], '', TEXT)
  const grant = mallory.grantFor(alice, made)
  const words = wordsOf(made)
  await mallory.announce(alice, made, { mode: 'controlled', grant: null, words })
  await mallory.announce(alice, made, { mode: 'open', grant, words, attached: { count: 1, bytes: 4 } })
  await mallory.announce(alice, made, { mode: 'open', grant, words, isShared: true })
  const honest = await mallory.sendHonestly(alice)
  await alice.arrival(honest.refText)
  expect(await alice.list()).toHaveLength(1)
  expect(await skippedBy(alice)).toMatchObject({ 'feed-record-malformed': 3 })
})

test('true words are shown, even if the block in the store of the author is another', async () => {
  const made = await mallory.make([alice], '', TEXT, (block) => Buffer.alloc(block.byteLength))
  expect(await tell(made, wordsOf(made))).toMatchObject({ excerpt: TEXT, opensFrom: 'here' })
  expect(await alice.read(made.refText, 0)).toMatchObject({ text: TEXT })
})
