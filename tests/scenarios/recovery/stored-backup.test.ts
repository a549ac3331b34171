// A backup as version 1 of the file wrote it, in two runs, is restored by every later version. Its bytes are never made anew.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { calling, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const stored = resolve(import.meta.dirname, '../../fixtures/backup')

test('a backup of version 1 gives back its person, contacts, letters and files', async () => {
  const told = JSON.parse(await readFile(join(stored, 'version-1.json'), 'utf8')) as {
    words: string[]
    person: string
    toBob: string
    fromBob: string
    recalled: string
  }
  const folder = await mkdtemp(join(tmpdir(), 'fumikura-stored-backup-'))
  const alice = Person.at('alice', join(folder, 'home'), new MemoryNetwork())
  await alice.start()
  try {
    const backup = join(stored, 'version-1.fumikura-backup')
    const { person, report } = await alice.do.home.recover({ words: told.words, backup }, calling)
    expect(person).toBe(told.person)
    expect(report).toMatchObject({ letters: 4, contacts: 1, files: 1, lostPieces: 0, lostRows: 0 })
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
})
