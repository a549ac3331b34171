// The words of a destroyed text are in no cell of any page of a home's files: index, ledger, logs,
// free pages. docs/decisions/erased-words.md says which bytes of a page may keep a copy.
// The search has the storage key. It runs on a running home,
// after a restart and on a rebuilt index.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { findInFiles } from '../support/decrypted-files.ts'
import { addFile, makeFile } from '../support/files.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'

const BODY = ['qzjxkvwbsecret', 'vkqzzzorchid', 'umbrellafjord']
/** No other text in the home has these pairs of characters. */
const JAPANESE = '鯨鑑定書籤箪笥'
const JAPANESE_PAIRS = ['鯨鑑', '定書', '籤箪', '箪笥']
const TEXT = `The password is ${BODY.join(' and ')}. ${JAPANESE}を見よ。`

let folder: string
let alice: Person
let bob: Person

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-erased-'))
  const network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  // Other words before and after the deleted ones, as in a used home.
  for (let i = 0; i < 12; i++) await note(`qz ${i} umbrella`, `vk orchids and fjords ${i} 書を見よ`)
})

afterEach(async () => {
  await Promise.all([alice.remove(), bob.remove()])
  await rm(folder, { recursive: true, force: true })
})

async function note(subject: string, text: string): Promise<string> {
  const order = { to: ['self'], subject, text, policy: PLAIN_POLICY }
  return (await alice.do.letters.send(order, calling)).ref
}

const finds = async (query: string): Promise<number> =>
  (await alice.do.letters.search({ query, limit: 10 }, calling)).length

/** The index may store a word as its difference from the previous one, so look for its middle. */
const middleOf = (word: string): string => word.slice(3, -2)

/** Shorter words are found by chance in the random bytes of a home: four bytes in one run of a hundred. */
const LEAST_BYTES = 6

async function filesWith(words: readonly string[]): Promise<string[]> {
  expect(words.filter((word) => Buffer.byteLength(word) < LEAST_BYTES)).toEqual([])
  const found = await Promise.all(words.map((word) => findInFiles(alice.homeDir, Buffer.from(word), 'cells')))
  return words.flatMap((word, i) => found[i]!.map((name) => `${word} in ${name}`))
}

const ALL = [...BODY.map(middleOf), ...JAPANESE_PAIRS]

/** Searches the running home, the stopped home, and a rebuilt index. */
async function expectNowhere(words: readonly string[]): Promise<void> {
  expect(await filesWith(words), 'while it runs').toEqual([])
  await alice.stop()
  expect(await filesWith(words), 'when it is closed').toEqual([])
  await alice.start()
  await alice.do.doctor.report({}, calling)
  expect(await finds('umbrella')).toBeGreaterThan(0)
  expect(await filesWith(words), 'after a restart').toEqual([])
  await alice.stop()
  await rm(join(alice.homeDir, 'index'))
  await alice.start()
  expect(await finds('umbrella')).toBeGreaterThan(0)
  expect(await filesWith(words), 'in an index made anew').toEqual([])
}

test('the search of these tests finds the words while the letter exists', async () => {
  await note('a secret', TEXT)
  expect(await finds('qzjxkvwbsecret')).toBe(1)
  expect((await filesWith(ALL)).length).toBeGreaterThan(ALL.length - 1)
})

test('recall() leaves no word of a letter whose draft is discarded', async () => {
  const order = { to: ['bob'], subject: 'plain', text: TEXT, policy: PLAIN_POLICY }
  const { ref } = await alice.do.letters.send(order, calling)
  await bob.arrival(ref)
  expect(await finds('qzjxkvwbsecret')).toBe(1)
  await alice.do.letters.recall({ ref }, calling)
  for (const { draft } of await alice.do.drafts.list({}, calling))
    await alice.do.drafts.remove({ draft }, calling)
  await expectNowhere(ALL)
})

test('delete() leaves no word of a note, its title, its label or the name of its file', async () => {
  const file = await addFile(alice, (await makeFile(folder, 'zzgiraffeletter.bin', 3000)).path)
  const order = { to: ['self'], subject: 'xkcdtitleword', text: TEXT, policy: PLAIN_POLICY }
  const { ref } = await alice.do.letters.send(
    { ...order, attachments: [file.file], tags: ['wqtagofaletterword'] },
    calling,
  )
  await alice.do.letters.tidy({ refs: [ref], addLabels: ['jqlabelword'] }, calling)
  expect(await finds('xkcdtitleword')).toBe(1)
  await alice.do.space.delete({ ref }, calling)
  await alice.do.space.delete({ ref: file.ref }, calling)
  await expectNowhere([
    ...ALL,
    ...['zzgiraffeletter', 'xkcdtitleword', 'wqtagofaletterword', 'jqlabelword'].map(middleOf),
  ])
})

test('no word of a draft that was edited and removed is left', async () => {
  const draft = { to: [], subject: 'first', tags: [], policy: PLAIN_POLICY }
  const saved = await alice.do.drafts.save({ ...draft, text: TEXT }, calling)
  await alice.do.drafts.save({ ...draft, draft: saved.draft, text: 'shorter' }, calling)
  await alice.do.drafts.remove({ draft: saved.draft }, calling)
  await expectNowhere(ALL)
})

describe('many letters', () => {
  test('leave no word after their deletion, and all other letters are found', async () => {
    const word = (i: number): string =>
      `${'qwxz'[i % 4]}${(i * 7919).toString(36)}v${(i * 104729).toString(36)}`
    const refs = new Map<number, string>()
    for (let i = 1; i <= 60; i++)
      refs.set(i, await note(`t${word(i)}`, `${word(i)} ${word(i + 1000)} ${'common words here '.repeat(i)}`))
    await eventually(async () => (await finds('common')) === 10)
    const gone = [...refs].filter(([i]) => i % 3 === 0)
    for (const [, ref] of gone) await alice.do.space.delete({ ref }, calling)
    expect(await filesWith(gone.map(([i]) => word(i).slice(1)))).toEqual([])
    for (const [i] of refs) expect(await finds(word(i)), word(i)).toBe(i % 3 === 0 ? 0 : 1)
  })
})
