// An export is imported into the same person's next home unchanged, and into another person's home
// as letters that they can read. Nothing is missing, and all refs are the same.
import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { toHex, toText } from '../../../src/core/base/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { calling, type Person } from '../../support/person.ts'
import {
  exportHome,
  importInto,
  listFiles,
  readRecords,
  renewManifests,
  verifyHere,
} from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()

async function makeLetters(): Promise<{
  alice: Person
  bob: Person
  carol: Person
  content: Buffer
  refs: string[]
}> {
  const { people } = await circle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  const { path, content } = await makeFile(await makeFolder(), 'film.mp4', 300_000)
  const film = await addFile(alice, path)
  const small = await addFile(alice, (await makeFile(await makeFolder(), 'small.bin', 700)).path)
  const first = await alice.write(bob, '最初', 'one', { attachments: [film.file, small.file] })
  await bob.arrival(first)
  await bob.read(first)
  const reply = await bob.write(alice, 'Re', 'two', { replyTo: first })
  await alice.arrival(reply)
  await alice.read(reply)
  const long = await alice.write(bob, 'Long', 'あ'.repeat(60_000))
  await alice.do.letters.tidy({ refs: [reply], starred: true, addLabels: ['keep'] }, calling)
  return { alice, bob, carol, content, refs: [first, reply, long] }
}

test('an export is imported object by object: same refs, same texts, same files, whole threads', async () => {
  const { alice, carol, content, refs } = await makeLetters()
  const folder = join(await makeFolder(), 'alice')
  await exportHome(alice, folder)
  expect(await importInto(carol, folder)).toMatchObject({ taken: 5, known: 0, refused: [] })
  for (const ref of refs) {
    const [there, here] = [await alice.read(ref), await carol.read(ref, 0)]
    expect([here.ref, here.subject, here.text, here.sentAt]).toEqual([
      there.ref,
      there.subject,
      there.text,
      there.sentAt,
    ])
    expect(here.imported).toEqual({ whose: 'alice' })
    expect(here.from.person).toBe(there.from.person)
  }
  const entries = await carol.list('imported')
  expect(entries.map(({ ref }) => ref).sort()).toEqual([...refs].sort())
  expect(entries.map(({ from }) => from.name).sort()).toEqual(['alice', 'alice', 'bob'])
  expect(await carol.list('inbox')).toEqual([])
  const thread = await carol.do.threads.get({ ref: refs[1]!, limit: 10 }, calling)
  expect(thread.letters.map(({ shown }) => shown.ref)).toEqual(refs.slice(0, 2))
  expect(await savedContent(carol, refs[0]! as never, await makeFolder())).toEqual(content)
  expect(await importInto(carol, folder)).toMatchObject({ taken: 0, known: 5, refused: [] })
  expect((await carol.do.letters.search({ query: 'two', limit: 10 }, calling)).length).toBe(1)
})

test('imported letters can be exported again, and each object is still proven', async () => {
  const { alice, carol } = await makeLetters()
  const [zip, again] = [join(await makeFolder(), 'a.zip'), join(await makeFolder(), 'again')]
  await exportHome(alice, zip)
  await importInto(carol, zip)
  await exportHome(carol, again)
  expect(await verifyHere(carol, again)).toMatchObject({ ok: true, checked: 5, problems: [] })
})

test('a contact imports letters of cores that are known at another length', async () => {
  const { alice, bob, refs } = await makeLetters()
  const secret = await alice.do.letters.send(
    { to: ['self'], subject: 'note', text: 'mine', policy: PLAIN_POLICY },
    calling,
  )
  const folder = join(await makeFolder(), 'alice')
  await exportHome(alice, folder)
  const report = await importInto(bob, folder)
  expect(report.refused).toEqual([])
  expect((await bob.read(secret.ref, 0)).text).toBe('mine')
  expect((await bob.read(refs[2]!, 0)).text.length).toBe(60_000)
})

test('a changed export is refused as a whole, and nothing of it is stored', async () => {
  const { alice, carol } = await makeLetters()
  const folder = join(await makeFolder(), 'alice')
  await exportHome(alice, folder)
  const path = (await listFiles(folder)).find((one) => one.startsWith('data/proof/'))!
  const whole = await readFile(join(folder, path), 'utf8')
  await writeFile(join(folder, path), whole.replace('"kind":"letter"', '"kind":"lettes"'))
  await expect(importInto(carol, folder)).rejects.toMatchObject({ code: 'INVALID' })
  expect(await carol.list('imported')).toEqual([])
})

test('a forged proof is refused alone if all checksums are right, and the rest is imported', async () => {
  const { alice, bob, carol, refs } = await makeLetters()
  const later = await bob.write(alice, 'Later', 'so that there is a way to a root')
  await alice.arrival(later)
  await alice.read(later)
  const folder = join(await makeFolder(), 'alice')
  await exportHome(alice, folder)
  const path = (await listFiles(folder)).find((one) => one.startsWith(`data/proof/${whoIs(refs[1]!)}`))!
  const [text] = (await readFile(join(folder, path), 'utf8')).split('\n')
  const line = JSON.parse(text!) as Record<string, unknown>
  for (const field of [
    'key',
    'signature',
    'block',
    'path',
    'device',
    'namespace',
    'length',
    'fork',
    'at',
    'roots',
  ]) {
    const value = line[field]
    const forged = typeof value === 'number' ? value + 1 : flip(String(value))
    await writeFile(join(folder, path), `${JSON.stringify({ ...line, [field]: forged })}\n`)
    await renewManifests(folder)
    const report = await importInto(carol, folder)
    expect({ field, refused: report.refused.length }).toEqual({ field, refused: 1 })
  }
  const taken = (await carol.list('imported')).map(({ ref }) => ref)
  expect(taken.sort()).toEqual([refs[0], refs[2]].sort())
})

const flip = (base64: string): string => {
  const bytes = Buffer.from(base64, 'base64')
  bytes[Math.floor(bytes.length / 2)]! ^= 1
  return bytes.toString('base64')
}

function whoIs(ref: string): string {
  return toText(parseRef(ref)!.person)
}

test('records only say how a letter is displayed, so another person’s boxes are not imported', async () => {
  const { alice, carol } = await makeLetters()
  const folder = join(await makeFolder(), 'alice')
  await exportHome(alice, folder)
  const records = await readRecords(folder, 'letters.jsonl')
  expect(records.map(({ box }) => box).sort()).toEqual(['inbox', 'sent', 'sent'])
  await importInto(carol, folder)
  expect(await carol.list('sent')).toEqual([])
  expect((await carol.list('starred')).length).toBe(0)
})

test('names in the records of an export are shown on one line, without characters that turn the text', async () => {
  const { alice } = await makeLetters()
  const [dave] = (await circle(['dave'])).people as [Person]
  const folder = join(await makeFolder(), 'alice')
  await exportHome(alice, folder)
  for (const [name, key] of [
    ['letters.jsonl', 'bob'],
    ['home.json', 'alice'],
  ] as const) {
    const path = join(folder, 'data/records', name)
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replaceAll(`"name":"${key}"`, `"name":"${key}\\u202egpj.\\u2028 x"`))
  }
  await renewManifests(folder)
  await importInto(dave, folder)
  const entries = await dave.list('imported')
  expect(new Set(entries.map(({ from }) => from.name))).toEqual(new Set(['alice', 'bob gpj. x']))
  expect(entries.map(({ imported }) => imported?.whose)).toContain('alice gpj. x')
})

test('each imported letter enters the list once with all its records; records of a missing letter are discarded', async () => {
  const { alice, carol, refs } = await makeLetters()
  const [first, reply, long] = refs as [string, string, string]
  const folder = join(await makeFolder(), 'alice')
  await exportHome(alice, folder)
  const proofs = join(folder, `data/proof/${whoIs(first)}.jsonl`)
  const lines = (await readFile(proofs, 'utf8')).split('\n')
  await writeFile(proofs, lines.filter((line) => !line.includes(long)).join('\n'))
  await renewManifests(folder)
  const { ledger } = carol.home.parts
  const changed = (): Uint8Array[] =>
    ledger.all<{ object: Uint8Array }>('SELECT object FROM changes ORDER BY seq').map(({ object }) => object)
  const before = changed().length
  expect(await importInto(carol, folder)).toMatchObject({ taken: 4, refused: [] })
  const idsOf = (some: string[]): string[] => some.map((ref) => toHex(objectId(parseRef(ref)!))).sort()
  expect(changed().slice(before).map(toHex).sort()).toEqual(idsOf([first, reply]))
  const told = ledger.all<{ object: Uint8Array }>('SELECT object FROM archived_letters')
  expect(told.map(({ object }) => toHex(object)).sort()).toEqual(idsOf([first, reply]))
  expect((await carol.do.letters.search({ query: 'two', limit: 10 }, calling)).map(({ ref }) => ref)).toEqual(
    [reply],
  )
  // A second import adds only what was missing.
  await exportHome(alice, join(folder, '../again'))
  expect(await importInto(carol, join(folder, '../again'))).toMatchObject({ taken: 1, known: 4 })
  expect(changed().slice(before).map(toHex).sort()).toEqual(idsOf([first, reply, long]))
})

test('a page exports and imports by stream, and nothing of it is left in the home', async () => {
  const { alice, carol } = await makeLetters()
  const path = join(await makeFolder(), 'streamed.zip')
  await (
    await alice.files.exportZip({})
  )(createWriteStream(path), calling.signal)
  expect(await verifyHere(alice, path)).toMatchObject({ ok: true, checked: 5, problems: [] })
  expect(await carol.files.importFile(createReadStream(path), calling.signal)).toMatchObject({ taken: 5 })
  await expect(
    carol.files.importFile(Readable.from([Buffer.from('PK\x03\x04 and no more')]), calling.signal),
  ).rejects.toMatchObject({ code: 'INVALID' })
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('passing-'))).toEqual([])
})
