// Files of what is public: whoever follows has them, and nothing private comes along.
import { equalBytes } from '../../../src/core/base/index.ts'
import { expect, test } from 'vitest'
import type { RefText } from '../../../src/core/contract/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

/** The ref by which a follower has it: what was published later lies in another place than its author's own. */
async function untilFollowing(reader: Person, subject: string): Promise<RefText> {
  const find = async () => (await reader.list('following')).find((entry) => entry.subject === subject)?.ref
  await eventually(async () => (await find()) !== undefined, 8000, 'the post arrives')
  return (await find())!
}

test('a public post’s files are had by followers, a small one from the public core', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const small = await makeFile(folder, 'small', 500)
  const large = await makeFile(folder, 'large', 300_000)
  const hidden = await addFile(alice, (await makeFile(folder, 'hidden', 400)).path)
  const files = [(await addFile(alice, small.path)).file, (await addFile(alice, large.path)).file]
  await bob.do.follows.follow({ who: 'alice' }, calling)
  await alice.write({ name: 'public' }, 'For everyone', 'x', { attachments: files, mode: 'open' })
  const ref = await untilFollowing(bob, 'For everyone')
  expect(await savedContent(bob, ref, await makeFolder(), 1)).toEqual(small.content)
  expect((await savedContent(bob, ref, await makeFolder(), 2)).equals(large.content)).toBe(true)
  const privateCore = alice.home.files.refOf(
    alice.home.files.list(10).find(({ name }) => name === 'hidden')!,
  ).core
  const given = alice.home.parts.ledger.all<{ core: Uint8Array }>('SELECT core FROM public_cores')
  expect([hidden.size, given.some(({ core }) => equalBytes(core, privateCore))]).toEqual([400, false])
})

test('a withdrawn post’s large file is given to nobody from then on, unless another post attaches it', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const { file } = await addFile(alice, (await makeFile(await makeFolder(), 'large', 300_000)).path)
  const { core } = alice.home.files.refOf(alice.home.files.list(1)[0]!)
  const isGiven = (): boolean =>
    alice.home.parts.ledger.get('SELECT 1 FROM public_cores WHERE core = ?', core) !== undefined
  const post = () => alice.write({ name: 'public' }, 'A post', 'x', { attachments: [file], mode: 'open' })
  const [first, second] = [await post(), await post()]
  await alice.do.letters.withdraw({ ref: first, from: 'public' }, calling)
  expect(isGiven()).toBe(true)
  await alice.do.letters.withdraw({ ref: second, from: 'public' }, calling)
  expect(isGiven()).toBe(false)
})

test('a private letter with small files is not published as it is, one with large files is', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const small = await addFile(alice, (await makeFile(folder, 'small', 500)).path)
  const large = await makeFile(folder, 'large', 300_000)
  const one = await alice.write({ name: 'self' }, 'Small', 'x', { attachments: [small.file] })
  await expect(alice.do.letters.share({ ref: one, to: 'public' }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
  const two = await alice.write({ name: 'self' }, 'Large', 'x', {
    attachments: [(await addFile(alice, large.path)).file],
  })
  await bob.do.follows.follow({ who: 'alice' }, calling)
  await alice.do.letters.share({ ref: two, to: 'public' }, calling)
  const ref = await untilFollowing(bob, 'Large')
  expect((await savedContent(bob, ref, await makeFolder())).equals(large.content)).toBe(true)
})
