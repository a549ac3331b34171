// A backup as each version of its header wrote it, in two runs, is restored by every later version. Its bytes are never made anew.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { calling, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const stored = resolve(import.meta.dirname, '../../fixtures/backup')

test('a backup of version 1 gives back its person, contacts, letters and files', () => givesBack('version-1'))

test('a backup of version 2, which asks for a passphrase, gives back the same', () => givesBack('version-2'))

async function givesBack(version: string): Promise<void> {
  const told = JSON.parse(await readFile(join(stored, `${version}.json`), 'utf8')) as {
    words: string[]
    passphrase?: string
    person: string
    toBob: string
    fromBob: string
    recalled: string
  }
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
