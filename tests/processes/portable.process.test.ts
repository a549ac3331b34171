// Export, verification and import on the command line; verification names a changed byte's file.
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Place, type Home } from './fumikura.ts'
import { send } from '../support/people-commands.ts'

const execFilePromise = promisify(execFile)
let place: Place
let alice: Home
let out: string

beforeAll(async () => {
  place = await Place.make({ hasDht: false })
  alice = await place.person('alice')
  out = join(place.dir, 'out')
  const notes = join(place.dir, 'notes.txt')
  await writeFile(notes, 'two cups of rice')
  await send(alice, ['--to', 'self', '--subject', 'The eel', '--text', 'As below.', '--attach', notes])
})

afterAll(async () => {
  await place.remove()
})

test('an export is whole, and is imported once into another home with the same content', async () => {
  const told = await alice.get<{ path: string; letters: number; files: number; bytes: number }>([
    'export',
    out,
  ])
  expect(told).toMatchObject({ path: out, letters: 1, files: 1 })
  expect(await alice.get(['verify', out])).toMatchObject({ ok: true, problems: [] })
  const { stdout } = await execFilePromise(process.execPath, [join(out, 'fumikura-verify.cjs')])
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, problems: [] })
  const zip = join(place.dir, 'out.zip')
  await alice.get(['export', zip])
  const bob = await place.person('bob')
  const first = await bob.get<{ taken: number; known: number; refused: unknown[] }>(['import', zip])
  expect(first).toMatchObject({ known: 0, refused: [] })
  expect(first.taken).toBeGreaterThan(0)
  expect(await bob.get(['import', out])).toMatchObject({ taken: 0, known: first.taken })
})

test('verification names a file with a changed byte, and its exit code shows the failure', async () => {
  const letters = join(out, 'data/letters')
  const name = (await readdir(letters, { recursive: true })).find((one) => one.endsWith('.eml'))!
  const mail = await readFile(join(letters, name))
  mail[mail.length >> 1]! ^= 1
  await writeFile(join(letters, name), mail)
  const { code, value } = await alice.run(['verify', out])
  expect([code, value]).toMatchObject([
    1,
    { ok: false, problems: [expect.stringContaining(name.replaceAll('\\', '/'))] },
  ])
})
