// Files of public posts. All followers get them, and no private file with them.
import { equalBytes } from '../../../src/core/base/index.ts'
import { expect, test } from 'vitest'
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

/**
 * The follower's ref. A post that was published later has
 * another position than its author's copy.
 */
async function untilFollowing(reader: Person, subject: string): Promise<RefText> {
  const find = async () => (await reader.list('following')).find((entry) => entry.subject === subject)?.ref
  await eventually(async () => (await find()) !== undefined, 'the post arrives')
  return (await find())!
}

test('followers get a public post’s files, a small one from the public core', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const small = await makeFile(folder, 'small', 500)
  const large = await makeFile(folder, 'large', 300_000)
  const hidden = await addFile(alice, (await makeFile(folder, 'hidden', 400)).path)
  const files = [(await addFile(alice, small.path)).file, (await addFile(alice, large.path)).file]
  await bob.do.follows.follow({ who: 'alice' }, calling)
  await alice.write({ name: 'public' }, 'For everyone', 'x', {
    attachments: files,
    policy: { ...PLAIN_POLICY, mode: 'open' },
  })
  const ref = await untilFollowing(bob, 'For everyone')
  expect(await savedContent(bob, ref, await makeFolder(), 1)).toEqual(small.content)
  expect((await savedContent(bob, ref, await makeFolder(), 2)).equals(large.content)).toBe(true)
  const privateCore = alice.home.files.refOf(
    alice.home.files.list(10).find(({ name }) => name === 'hidden')!,
  ).core
  const given = alice.home.parts.ledger.all<{ core: Uint8Array }>('SELECT core FROM public_cores')
  expect([hidden.size, given.some(({ core }) => equalBytes(core, privateCore))]).toEqual([400, false])
})

test('after a withdrawal a post’s large file is served to no one, unless another post attaches it', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const { file } = await addFile(alice, (await makeFile(await makeFolder(), 'large', 300_000)).path)
  const { core } = alice.home.files.refOf(alice.home.files.list(1)[0]!)
  const isGiven = (): boolean =>
    alice.home.parts.ledger.get('SELECT 1 FROM public_cores WHERE core = ?', core) !== undefined
  const post = () =>
    alice.write({ name: 'public' }, 'A post', 'x', {
      attachments: [file],
      policy: { ...PLAIN_POLICY, mode: 'open' },
    })
  const [first, second] = [await post(), await post()]
  await alice.do.letters.withdraw({ ref: first, from: 'public' }, calling)
  expect(isGiven()).toBe(true)
  await alice.do.letters.withdraw({ ref: second, from: 'public' }, calling)
  expect(isGiven()).toBe(false)
})

test('a private letter can be published later with its files; small ones are written once more behind it', async () => {
  const [alice, bob, carol] = (await circle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const folder = await makeFolder()
  const made = [
    await makeFile(folder, 'a', 500),
    await makeFile(folder, 'film', 300_000),
    await makeFile(folder, 'b', 900),
  ]
  const attachments: string[] = []
  for (const { path } of made) attachments.push((await addFile(alice, path)).file)
  const letter = await alice.write(carol, 'Ours', 'x', { attachments })
  await carol.arrival(letter)
  await bob.do.follows.follow({ who: 'alice' }, calling)
  await alice.do.letters.share({ ref: letter, to: 'public' }, calling)
  const ref = await untilFollowing(bob, 'Ours')
  for (const [i, { content }] of made.entries()) {
    expect((await savedContent(bob, ref, await makeFolder(), i + 1)).equals(content)).toBe(true)
    expect((await savedContent(carol, letter, await makeFolder(), i + 1)).equals(content)).toBe(true)
  }
  const given = alice.home.parts.ledger.all<{ core: Uint8Array }>('SELECT core FROM public_cores')
  const { core } = alice.home.files.refOf(alice.home.files.list(1)[0]!)
  expect(given.some((one) => equalBytes(one.core, core))).toBe(false)
})

test('a letter too large for one block keeps its small files private, and reports that', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const { file } = await addFile(alice, (await makeFile(await makeFolder(), 'small', 500)).path)
  const letter = await alice.write({ name: 'self' }, 'Long', 'x'.repeat(100_000), { attachments: [file] })
  await expect(alice.do.letters.share({ ref: letter, to: 'public' }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
})
