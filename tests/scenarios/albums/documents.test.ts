// Documents: tagged, replaced by later versions, restored and reused without a copy.
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile } from '../../support/files.ts'
import { calling, type Person } from '../../support/person.ts'
import { makePicture } from '../../support/pictures.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
/**
 * Real pictures, some damaged, outside the project;
 * .ci/run names their folder, a clone has none.
 */
const samples = process.env.FUMIKURA_SAMPLES

async function addText(person: Person, name: string, text: string) {
  const path = join(await makeFolder(), name)
  await writeFile(path, text)
  return addFile(person, path)
}

const listed = async (person: Person): Promise<string[]> =>
  (await person.do.files.list({ limit: 10 }, calling)).map(({ name }) => name)

const ownObjects = (person: Person): number =>
  person.home.parts.ledger.get<{ n: number }>('SELECT count(*) AS n FROM own_objects')!.n

test('a later version replaces a document and keeps its text; restoring an earlier version copies nothing', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const first = await addText(alice, 'plan.md', 'one')
  await alice.do.files.tag({ file: first.file, tags: ['garden'] }, calling)
  const ref = await alice.write(bob, 'Plan', 'x', { attachments: [first.file] })
  const second = await addText(alice, 'plan 2.md', 'two')
  const objects = ownObjects(alice)
  const replaced = await alice.do.files.replace({ file: first.file, by: second.file }, calling)
  expect(replaced).toMatchObject({ name: 'plan 2.md', versions: 2, tags: ['garden'] })
  expect(await listed(alice)).toEqual(['plan 2.md'])
  await alice.do.files.replace({ file: second.file, by: first.file }, calling)
  const history = await alice.do.files.history({ file: second.file }, calling)
  expect(history.map(({ name }) => name)).toEqual(['plan.md', 'plan 2.md', 'plan.md'])
  expect([await listed(alice), ownObjects(alice)]).toEqual([['plan.md'], objects])
  await expect(alice.do.files.replace({ file: first.file, by: first.file }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
  await bob.arrival(ref)
  expect((await bob.read(ref)).attachments.map(({ name }) => name)).toEqual(['plan.md'])
})

test('a draft keeps its files, also the draft of a recalled letter', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { file } = await addText(alice, 'plan.md', 'one')
  const ref = await alice.write(bob, 'Plan', 'x', {
    attachments: [file],
    policy: { ...PLAIN_POLICY, hold: true },
  })
  await alice.do.letters.recall({ ref }, calling)
  const draft = { to: ['bob'], subject: 'Other', text: '', tags: [], policy: PLAIN_POLICY }
  await alice.do.drafts.save({ ...draft, attachments: [file] }, calling)
  const drafts = await alice.do.drafts.list({}, calling)
  expect(drafts.map(({ attachments }) => attachments.map(({ name }) => name))).toEqual([
    ['plan.md'],
    ['plan.md'],
  ])
  const recalled = drafts.find(({ subject }) => subject === 'Plan')!
  // The recalled letter was held, so its draft has a hold too.
  const sent = await alice.do.drafts.send({ draft: recalled.draft }, calling)
  await alice.do.letters.letGo({ ref: sent.ref }, calling)
  await bob.arrival(sent.ref)
  expect((await bob.read(sent.ref)).attachments).toHaveLength(1)
})

test('a preview is sent with the letter and opens without the picture; invalid previews and those with a location are refused', async () => {
  const [alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
  const { file } = await addText(alice, 'film.txt', 'a film')
  const bytes = makePicture('webp', 3, 900)
  const url = (content: Uint8Array, type = 'webp') =>
    `data:image/${type};base64,${Buffer.from(content).toString('base64')}`
  const describe = (preview: string) =>
    alice.do.files.describe({ file, preview, width: 1920, height: 1080 }, calling)
  await describe(url(bytes))
  await expect(describe(url(bytes, 'png'))).rejects.toMatchObject({ code: 'INVALID' })
  await expect(describe(url(Buffer.from('<svg/>'), 'png'))).rejects.toMatchObject({ code: 'INVALID' })
  const placed = makeJpeg({ place: { latitude: 1, longitude: 2 } })
  await expect(describe(url(placed, 'jpeg'))).rejects.toMatchObject({ code: 'INVALID' })
  await expect(describe(url(makePicture('webp', 1, 24 * 1024 + 1)))).rejects.toMatchObject({
    code: 'TOO_LARGE',
  })

  const ref = await alice.write(bob, 'Film', 'x', { attachments: [file] })
  await bob.arrival(ref)
  const [attached] = (await bob.read(ref)).attachments
  expect(attached!.facts).toMatchObject({ width: 1920, height: 1080 })
  await alice.stop()
  const opened = await bob.files.open(attached!.preview!, { waitMs: 0, signal: calling.signal })
  const pieces: Uint8Array[] = []
  for await (const piece of opened.read(0, opened.size)) pieces.push(piece)
  expect([opened.type, Buffer.concat(pieces)]).toEqual(['image/webp', Buffer.from(bytes)])
})

test.skipIf(samples === undefined)('every sample picture is stored with its metadata', async () => {
  const [alice] = (await circle(['alice'])).people as [Person]
  const folder = join(samples!, 'photos')
  const pictures = (await readdir(folder)).filter((name) => !name.endsWith('.md'))
  for (const name of pictures) await addFile(alice, join(folder, name))
  const files = await alice.do.files.list({ limit: 100, kind: ['picture'] }, calling)
  expect(files).toHaveLength(pictures.length)
  const taken = files.find(({ name }) => name === 'jpg_gps_DSCN0010.jpg')!
  expect(taken.facts).toMatchObject({
    ...{ width: 640, height: 480, takenAt: '2008-10-22T16:28:39.000Z', camera: 'NIKON COOLPIX P6000' },
    place: {
      latitude: expect.closeTo(43.467, 2) as number,
      longitude: expect.closeTo(11.885, 2) as number,
    },
  })
})
