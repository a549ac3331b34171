// Files and albums on the command line, between two people: attached, stored, shared and saved.
// One world for the whole file.
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeJpeg } from '../../support/pictures-with-facts.ts'
import { eventually } from '../../support/command-line.ts'
import { CommandPlace, type PersonCommands } from '../../support/person-commands.ts'
import { arrival, pair, REF, send, text } from '../../support/people-commands.ts'

let place: CommandPlace
let alice: PersonCommands
let bob: PersonCommands

interface ToldFile {
  ref: string | null
  name: string
  size: number | null
  type: string | null
  takenAt: string | null
  place: { latitude: number; longitude: number } | null
  code?: string
}

beforeAll(async () => {
  place = await CommandPlace.make()
  ;[alice, bob] = await Promise.all([place.person('alice'), place.person('bob')])
  await pair(alice, bob)
})

afterAll(async () => {
  await place.remove()
})

async function makeFile(name: string, content: Buffer | string): Promise<string> {
  const path = join(place.dir, name)
  await writeFile(path, content)
  return path
}

const picture = (fill: number): Buffer =>
  makeJpeg({ fill, takenAt: '2031:04:01 09:00:00', place: { latitude: 41.9, longitude: 12.5 } })

test('files are sent with a letter, listed with it, and saved one by one or all together', async () => {
  const notes = await makeFile('notes.md', '# Notes')
  // Large enough for a sealing thread.
  const film = Buffer.alloc(5_000_000, 7)
  const ref = await send(alice, [
    ...['--to', 'bob', '--subject', 'Two files', '--text', 'here'],
    ...['--attach', notes, '--attach', await makeFile('film.bin', film)],
  ])
  await arrival(ref, bob)
  expect(await bob.get(['read', ref])).toMatchObject({
    attachments: [
      { name: 'notes.md', size: 7, type: 'text/markdown; charset=utf-8' },
      { name: 'film.bin', size: 5_000_000, type: 'application/octet-stream' },
    ],
  })
  const { saved } = await bob.get<{ saved: string[] }>(['save', ref, '2', '--to', place.dir])
  expect(saved.map((path) => basename(path))).toEqual(['film (2).bin'])
  expect((await readFile(saved[0]!)).equals(film)).toBe(true)
  expect((await bob.get<{ saved: string[] }>(['save', ref, '--to', place.dir])).saved).toHaveLength(2)
  expect(await bob.get(['pin', ref, '2'])).toEqual({ files: 1, bytes: film.byteLength })
  expect(await bob.get(['drop', ref])).toEqual({ files: 2, bytes: film.byteLength + 7 })
  expect(await bob.get(['space', '--quota', '64'])).toMatchObject({
    own: { count: 0 },
    kept: { letters: { count: 1 }, files: { count: 0 }, pinned: { count: 0 }, quotaBytes: 64_000_000 },
  })
})

test('pictures are added to an album with their metadata; files that cannot be stored are listed with an error code', async () => {
  const paths = [await makeFile('a.jpg', picture(1)), join(place.dir, 'nowhere.jpg')]
  const added = await alice.get<ToldFile[]>(['add', ...paths, '--album', 'Summer'])
  expect(added).toEqual([
    {
      ref: text(REF),
      number: null,
      name: 'a.jpg',
      size: picture(1).byteLength,
      type: 'image/jpeg',
      takenAt: '2031-04-01T09:00:00.000Z',
      place: { latitude: 41.9, longitude: 12.5 },
    },
    expect.objectContaining({ ref: null, name: 'nowhere.jpg', code: 'NOT_FOUND' }),
  ])
  const [again] = await alice.get<ToldFile[]>(['add', paths[0]!, '--album', 'Summer'])
  expect(again!.ref).toBe(added[0]!.ref)
  expect(await alice.get<ToldFile[]>(['files', '--album', 'Summer'])).toEqual([added[0]])
  expect((await alice.get<ToldFile[]>(['files'])).map(({ name }) => name)).toEqual([
    'a.jpg',
    'film.bin',
    'notes.md',
  ])
  expect(await alice.refusal(['files', '--album', 'Winter'])).toBe('NOT_FOUND')
})

test('an album is shared as one object without locations, grows, and is withdrawn', async () => {
  await alice.get(['album', 'share', 'Summer', '--to', 'bob'])
  const openAll = async (): Promise<ToldFile[]> => {
    await bob.run(['album', 'open', 'Summer'])
    const { code, value } = await bob.run(['files', '--album', 'Summer'])
    return code === 0 ? (value as ToldFile[]) : []
  }
  const [first] = await eventually('the album arrives', openAll, (files) => files.length === 1)
  expect(first).toMatchObject({ name: 'a.jpg', takenAt: '2031-04-01T09:00:00.000Z', place: null })
  await alice.get(['add', await makeFile('b.jpg', picture(2)), '--album', 'Summer'])
  const grown = await eventually('the album grows', openAll, (files) => files.length === 2)
  const { saved } = await bob.get<{ saved: string[] }>(['save', grown[1]!.ref!, '--to', place.dir])
  const content = await readFile(saved[0]!)
  expect([content.byteLength, content.equals(picture(2))]).toEqual([picture(2).byteLength, false])
  expect(await bob.refusal(['album', 'share', 'Summer', '--to', 'alice'])).toBe('NOT_YOURS')
  await alice.get(['album', 'withdraw', 'Summer', '--from', 'bob'])
  expect(await alice.get(['albums'])).toMatchObject([{ title: 'Summer', count: 2, audiences: [] }])
  await alice.get(['album', 'delete', 'Summer'])
  expect(await alice.get(['albums'])).toEqual([])
})
