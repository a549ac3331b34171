// An export has all data of a person in formats of other programs,
// with proofs of the authors' bytes.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile } from '../../support/files.ts'
import { addPicture } from '../../support/albums.ts'
import { asUrl, makePicture } from '../../support/pictures.ts'
import { calling, type Person } from '../../support/person.ts'
import {
  exportHome,
  importInto,
  listFiles,
  readRecords,
  renewManifests,
  verifyAlone,
  verifyHere,
} from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

/**
 * Letters of every kind: a thread, a long one, files small and large,
 * one recalled, one unopened.
 */
async function makeHome(): Promise<{ alice: Person; bob: Person; refs: Record<string, string> }> {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const folder = await makeFolder()
  const small = await addFile(alice, (await makeFile(folder, '100% 写真.bin', 900)).path)
  const large = await addFile(alice, (await makeFile(folder, 'film.mp4', 300_000)).path)
  const first = await alice.write(bob, '庭のこと: 100 % "fine"', 'From here\n.\nありがとう\r\n', {
    attachments: [small.file, large.file],
  })
  const long = await alice.write(bob, 'Long', 'x'.repeat(200_000) + '\n')
  await bob.arrival(first)
  await bob.arrival(long)
  await bob.read(first)
  const reply = await bob.write(alice, 'Re: garden', 'yes', { replyTo: first })
  await alice.arrival(reply)
  await alice.read(reply)
  const note = await alice.do.letters.send(
    { to: ['self'], subject: '', text: 'mine', policy: PLAIN_POLICY },
    calling,
  )
  const post = await alice.do.letters.send(
    { to: ['public'], subject: 'Post', text: '# Hi', tags: ['a'], policy: PLAIN_POLICY },
    calling,
  )
  const recalled = await alice.write(bob, 'Gone', 'never mind')
  await alice.do.letters.recall({ ref: recalled }, calling)
  const sealed = await bob.write(alice, 'Sealed', 'not opened')
  await alice.arrival(sealed)
  return { alice, bob, refs: { first, long, reply, note: note.ref, post: post.ref, recalled, sealed } }
}

test('an export is whole, opens without this program, and proves that each letter is as its author stored it', async () => {
  const { alice, refs } = await makeHome()
  const folder = join(await makeFolder(), 'all')
  const told = await exportHome(alice, folder)
  expect(told).toMatchObject({ path: folder, letters: 5, files: 2 })
  execFileSync('sha256sum', ['-c', '--quiet', 'manifest-sha256.txt'], { cwd: folder })
  execFileSync('sha256sum', ['-c', '--quiet', 'tagmanifest-sha256.txt'], { cwd: folder })
  const verdict = await verifyAlone(folder)
  expect(verdict).toMatchObject({ ok: true, code: 0, checked: 7, problems: [] })
  expect(verdict.withheld.map(({ what, code }) => [what.split(' · ').slice(0, 2), code]).sort()).toEqual([
    [['Gone', 'alice'], 'RECALLED'],
    [['Sealed', 'bob'], 'SEALED'],
  ])
  expect(await verifyHere(alice, folder)).toMatchObject({ ok: true, checked: 7 })
  const paths = await listFiles(folder)
  expect(paths.filter((path) => /[%\\:*?"<>|\p{Cc}]/u.test(path))).toEqual([])
  expect(paths.filter((path) => path.endsWith('.eml')).length).toBe(5)
  expect(paths.filter((path) => path.endsWith('.mbox')).length).toBe(1)
  const records = await readRecords<{ ref: string; text: string; withheld: string | null }>(
    folder,
    'letters.jsonl',
  )
  expect(records.find(({ ref }) => ref === refs.first)?.text).toBe('From here\n.\nありがとう\r\n')
  expect(records.find(({ ref }) => ref === refs.recalled)).toMatchObject({ text: null, withheld: 'RECALLED' })
})

test('letters with the same long title of four-byte characters are exported each under its own name', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const subject = '\u{1f600}'.repeat(62)
  for (const text of ['one', 'two'])
    await alice.do.letters.send({ to: ['self'], subject, text, policy: PLAIN_POLICY }, calling)
  const folder = join(await makeFolder(), 'all')
  expect(await exportHome(alice, folder)).toMatchObject({ letters: 2 })
  expect((await listFiles(folder)).filter((path) => path.endsWith('.eml'))).toHaveLength(2)
  expect(await verifyHere(alice, folder)).toMatchObject({ ok: true, checked: 2 })
})

test('an export as one .zip has the same content, is verified without unpacking, and leaves no other file', async () => {
  const { alice } = await makeHome()
  const folder = await makeFolder()
  const zip = join(folder, 'all.zip')
  await exportHome(alice, zip)
  expect(await listFiles(folder)).toEqual(['all.zip'])
  expect(await verifyHere(alice, zip)).toMatchObject({ ok: true, checked: 7, problems: [] })
  await expect(exportHome(alice, zip)).rejects.toMatchObject({ code: 'INVALID' })
})

test('verification names each changed byte, and each file that was added or removed', async () => {
  const { alice } = await makeHome()
  const folder = join(await makeFolder(), 'all')
  await exportHome(alice, folder)
  // One file of each kind is enough, because all files are verified in the same way.
  const kinds = new Map((await listFiles(folder)).map((path) => [path.replace(/[^/]*(\.\w+)$/, '$1'), path]))
  for (const path of kinds.values()) {
    const bytes = await readFile(join(folder, path))
    const at = Math.floor(Math.random() * bytes.length)
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    await writeFile(join(folder, path), changed)
    const { ok, problems } = await verifyHere(alice, folder)
    const isNamed = problems.some((problem) => problem.includes(path))
    expect({ path, at, ok, isNamed }).toEqual({ path, at, ok: false, isNamed: true })
    await writeFile(join(folder, path), bytes)
  }
  await writeFile(join(folder, 'data/letters/forged.eml'), 'From: me\r\n\r\nhello')
  const { problems } = await verifyHere(alice, folder)
  expect(problems).toEqual([
    'data/letters/forged.eml: no manifest names it',
    'data/letters/forged.eml: no proof names it',
  ])
})

test('verification names a forged letter even if all manifests were rebuilt', async () => {
  const { alice } = await makeHome()
  const folder = join(await makeFolder(), 'all')
  await exportHome(alice, folder)
  const path = (await listFiles(folder)).find((one) => one.includes('garden'))!
  const mail = await readFile(join(folder, path), 'utf8')
  const forgeries: [what: string, mail: string][] = [
    ['text', mail.replace(Buffer.from('yes').toString('base64'), Buffer.from('no!').toString('base64'))],
    ['Subject', mail.replace('Re: garden', 'Re: wallet')],
    ['Date', mail.replace(/Date: .*/, 'Date: Thu, 1 Jan 2015 00:00:00 +0000')],
    [
      'From',
      mail.replace(/^From: "\w+" <y?./m, (from) => `${from.slice(0, -1)}${from.endsWith('z') ? 'y' : 'z'}`),
    ],
    ['In-Reply-To', mail.replace(/In-Reply-To: <.{10}/, 'In-Reply-To: <yyyyyyyyyy')],
  ]
  for (const [what, forged] of forgeries) {
    expect(forged).not.toBe(mail)
    await writeFile(join(folder, path), forged)
    await renewManifests(folder)
    const { problems, checked } = await verifyHere(alice, folder)
    expect(problems).toEqual([`${path}: its ${what} is not what its author stored`])
    expect(checked).toBe(6)
  }
})

test('an album with large previews and a long text is exported with a proof, and imported from it', async () => {
  const [alice, carol] = (await circle(['alice', 'carol'])).people as [Person, Person]
  const text = randomBytes(30_000).toString('hex')
  const files = await Promise.all(['a', 'b', 'c', 'd'].map((name) => addPicture(alice, `${name}.jpg`)))
  const preview = asUrl('png', makePicture('png', 1, 23 * 1024))
  for (const file of files) await alice.do.files.describe({ file, preview }, calling)
  await alice.do.albums.create({ title: 'Walk', text, files }, calling)
  const folder = join(await makeFolder(), 'all')
  await exportHome(alice, folder)
  const verdict = await verifyAlone(folder)
  expect(verdict).toMatchObject({ ok: true, problems: [], withheld: [] })
  expect(await importInto(carol, folder)).toMatchObject({ taken: verdict.checked, refused: [] })
})
