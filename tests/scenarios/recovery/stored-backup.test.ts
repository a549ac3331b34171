// Stored backups in today's format, each written in two runs, restore the home that made them.
// Until the first release a change of format writes them again:
// FUMIKURA_MAKE_FIXTURES=1 npx vitest run with this file.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { addFile } from '../../support/files.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const makeFolder = useTempFolders()
const stored = resolve(import.meta.dirname, '../../fixtures/backup')

interface Told {
  words: string[]
  passphrase?: string
  person: string
  toBob: string
  fromBob: string
  recalled: string
}

if (process.env.FUMIKURA_MAKE_FIXTURES === '1')
  test('the stored backups are written again', async () => {
    await makeBackup('plain')
    await makeBackup('passphrase', 'plums and sloes')
  })

test('a stored backup restores its person, contacts, letters and files', () => givesBack('plain'))

test('a stored backup with a passphrase restores the same', () => givesBack('passphrase'))

async function makeBackup(name: string, passphrase?: string): Promise<void> {
  const network = new MemoryNetwork()
  const [alice, bob] = [await Person.create('alice', network), await Person.create('bob', network)]
  try {
    await pair(alice, bob)
    const backup = join(stored, `${name}.fumikura-backup`)
    await rm(backup, { force: true })
    const words = await alice.do.home.words({}, calling)
    if (passphrase !== undefined) await alice.do.backups.setPassphrase({ passphrase }, calling)
    const toBob = await alice.write(bob, 'Plums', 'Plums are ripe.')
    const fromBob = await bob.write(alice, '梅の話', '熟しました。')
    await Promise.all([alice.arrival(fromBob), bob.arrival(toBob)])
    await Promise.all([alice.read(fromBob), bob.read(toBob)])
    await alice.do.backups.make({ path: backup }, calling)
    const orchard = join(await makeFolder(), 'orchard.txt')
    await writeFile(orchard, Buffer.alloc(12_000, 'plum '))
    const { file } = await addFile(alice, orchard)
    await alice.write(bob, 'Orchard', 'A list', { attachments: [file] })
    const recalled = await alice.write(bob, 'Wrong', 'Not this one.')
    await alice.do.letters.recall({ ref: recalled }, calling)
    await alice.do.backups.make({}, calling)
    const { person } = await alice.do.home.status({}, calling)
    const told = { words, passphrase, person, toBob, fromBob, recalled }
    await writeFile(join(stored, `${name}.json`), `${JSON.stringify(told, null, 2)}\n`)
  } finally {
    await Promise.all([alice.remove(), bob.remove()])
  }
}

async function givesBack(version: string): Promise<void> {
  const told = JSON.parse(await readFile(join(stored, `${version}.json`), 'utf8')) as Told
  const folder = await mkdtemp(join(tmpdir(), 'fumikura-stored-backup-'))
  const alice = Person.at('alice', join(folder, 'home'), new MemoryNetwork())
  await alice.start()
  try {
    const backup = join(stored, `${version}.fumikura-backup`)
    const { words, passphrase: backupPassphrase } = told
    const { person, report } = await alice.do.home.recover({ words, backup, backupPassphrase }, calling)
    expect(person).toBe(told.person)
    expect(report).toMatchObject({ letters: 4, contacts: 1, files: 1, lost: {} })
    expect((await alice.read(told.toBob)).text).toBe('Plums are ripe.')
    expect(await alice.read(told.fromBob)).toMatchObject({ subject: '梅の話', text: '熟しました。' })
    expect(await alice.status(told.recalled)).toMatchObject([{ name: 'bob', state: 'recalled' }])
    expect(await alice.do.people.contacts({}, calling)).toMatchObject([{ name: 'bob' }])
    expect(await alice.do.files.list({ limit: 10 }, calling)).toMatchObject([
      { name: 'orchard.txt', size: 12_000 },
    ])
  } finally {
    await alice.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
