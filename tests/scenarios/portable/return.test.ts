// A person returns on a new device by their words alone and imports the export of the old device.
// The letters are their own again.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { fromHex, toText } from '../../../src/core/base/index.ts'
import { parseRef } from '../../../src/core/store/index.ts'
import { useCircle } from '../../support/circle.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { calling, Person } from '../../support/person.ts'
import { exportHome, importInto, verifyHere } from '../../support/portable.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const circle = useCircle()
const makeFolder = useTempFolders()
let again: Person

afterEach(() => again.remove())

test('an export of an old device is the person’s own on a new one: same refs, boxes and order, readable offline, exportable again', async () => {
  const { network, people } = await circle(['alice', 'bob'])
  const [alice, bob] = people as [Person, Person]
  const words = await alice.do.home.words({}, calling)
  const { path, content } = await makeFile(await makeFolder(), 'film.mp4', 150_000)
  const sent = await alice.write(bob, 'Film', 'one', { attachments: [(await addFile(alice, path)).file] })
  await bob.arrival(sent)
  await bob.read(sent)
  const received = await bob.write(alice, 'Re: Film', 'two', { replyTo: sent })
  await alice.arrival(received)
  await alice.read(received)
  const { ref: note } = await alice.do.letters.send(
    { to: ['self'], subject: 'Note', text: 'mine', policy: PLAIN_POLICY },
    calling,
  )
  await alice.do.letters.tidy({ refs: [received], starred: true, addLabels: ['keep'] }, calling)
  const mail = join(await makeFolder(), 'one.eml')
  await writeFile(mail, 'From: Ume <ume@example.org>\nSubject: A mail\n\nfrom elsewhere\n')
  await importInto(alice, mail)
  const [imported] = await alice.list('imported')
  const out = join(await makeFolder(), 'out')
  await exportHome(alice, out)
  const device = alice.device
  await alice.remove()
  await bob.stop()

  again = Person.at('alice', join(await makeFolder(), 'again'), network)
  await again.start()
  await again.recover(words, { name: 'alice' })
  expect(again.device).not.toEqual(device)
  expect(await importInto(again, out)).toMatchObject({ taken: 5, known: 0, refused: [] })

  const boxes = { sent, inbox: received, notes: note, imported: imported!.ref! } as const
  for (const [box, ref] of Object.entries(boxes)) {
    const [entry, ...others] = await again.list(box as keyof typeof boxes)
    expect([box, entry?.ref, others]).toEqual([box, ref, []])
    const letter = await again.read(ref, 0)
    expect([letter.verified, letter.imported]).toEqual([box !== 'imported', { whose: null }])
    // The new home also serves the letter to others.
    const { core, start } = parseRef(ref)!
    expect(await again.home.parts.foreignCores.hasAll(core, start, start + 1)).toBe(true)
  }
  const { person } = (await again.read(sent, 0)).from
  expect(person).toBe(toText(fromHex(again.id)))
  expect((await again.read(note, 0)).from.person).toBe(person)
  expect((await again.list('notes')).map(({ from }) => from.person)).toEqual([person])
  expect((await again.list('imported')).map(({ from }) => from)).toEqual([imported!.from])
  expect((await again.list('starred')).map(({ ref, tidy }) => ({ ref, labels: tidy.labels }))).toEqual([
    { ref: received, labels: ['keep'] },
  ])
  const thread = await again.do.threads.get({ ref: received, limit: 10 }, calling)
  expect(thread.letters.map(({ shown }) => shown.ref)).toEqual([sent, received])
  expect(await savedContent(again, sent, await makeFolder())).toEqual(content)

  const second = join(await makeFolder(), 'second')
  await exportHome(again, second)
  expect(await verifyHere(again, second)).toMatchObject({ ok: true, checked: 5, problems: [] })
  expect(await importInto(again, second)).toMatchObject({ taken: 0, known: 5, refused: [] })
})
