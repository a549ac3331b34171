// Alice loses her home, and returns with her 24 words and a backup, on the command line.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/command-line.ts'
import { Place, type Home } from './fumikura.ts'
import { arrival, pair, send } from '../support/people-commands.ts'

let place: Place
let alice: Home
let bob: Home
let words: string[]

beforeAll(async () => {
  place = await Place.make({ hasDht: true })
  alice = place.home('alice')
  bob = place.home('bob')
  words = (await alice.get<{ words: string[] }>(['new', '--name', 'alice'])).words
  await bob.get(['new', '--name', 'bob'])
  await Promise.all([alice.up(), bob.up()])
  await pair(alice, bob)
})

afterAll(async () => {
  await place.remove()
})

test(
  'words and a backup restore a person, their letters and their contacts on a new device',
  { timeout: 180_000 },
  async () => {
    const old = await send(alice, ['--to', 'bob', '--subject', 'Old', '--text', 'before the loss'])
    await arrival(old, bob)
    await bob.get(['read', old])
    const sealed = await send(alice, [
      '--to',
      'bob',
      '--subject',
      'Sealed',
      '--text',
      'not opened before the loss',
    ])
    await arrival(sealed, bob)
    const { device } = await alice.get<{ device: string }>(['whoami'])
    const file = join(place.dir, 'alice.fumikura-backup')
    const made = await alice.get<{ letters: number; bytes: number; path: string }>(['backup', file])
    expect(made).toMatchObject({ path: file, letters: 2, asksForPassphrase: false })
    expect(await alice.refusal(['backup', file, '--with-passphrase'])).toBe('INVALID')
    const locked = { FUMIKURA_BACKUP_PASSPHRASE: 'two drawers' }
    const second = await alice.get<object>(['backup', file, '--with-passphrase'], { env: locked })
    expect(second).toMatchObject({ path: file, letters: 2, asksForPassphrase: true })
    expect(await alice.refusal(['backup', join(alice.dir, 'home.json')])).toBe('INVALID')
    await alice.down()
    await rm(alice.dir, { recursive: true })

    const back = place.home('back')
    const wrong = 'zoo '.repeat(23) + 'vote'
    expect(await back.refusal(['restore', file], { input: wrong })).toBe('BAD_PASSPHRASE')
    expect(await back.refusal(['restore', file], { input: 'one two three' })).toBe('INVALID')
    const input = `${words.join('\n')}\n`
    expect(await back.refusal(['restore', file], { input })).toBe('BACKUP_LOCKED')
    const guess = { FUMIKURA_BACKUP_PASSPHRASE: 'one drawer' }
    expect(await back.refusal(['restore', file], { input, env: guess })).toBe('BAD_BACKUP_PASSPHRASE')
    const restored = await back.get<{ device: string; report: object }>(['restore', file], {
      input,
      env: locked,
    })
    expect(restored.report).toMatchObject({ letters: 2, contacts: 1, lost: {} })
    expect(restored.device).not.toBe(device)
    expect(await back.refusal(['restore', file], { input: words.join(' ') })).toBe('HOME_EXISTS')

    await back.up()
    await eventually(
      'bob hears of the new device',
      () => bob.get<{ newDeviceAt: string | null }[]>(['contacts']),
      ([contact]) => typeof contact?.newDeviceAt === 'string',
    )
    const fresh = await send(bob, ['--to', 'alice', '--subject', 'Welcome', '--text', 'back'])
    await arrival(fresh, back)
    expect(await back.get(['read', fresh])).toMatchObject({ text: 'back' })
    expect(await back.get(['read', old])).toMatchObject({ text: 'before the loss' })
    await eventually(
      'bob’s side was heard',
      () => back.get<{ recovered: { waiting: unknown[] } }>(['backup']),
      ({ recovered }) => recovered.waiting.length === 0,
    )
    expect(await bob.get(['read', sealed])).toMatchObject({ text: 'not opened before the loss' })
  },
)

test('words alone restore the person, and a truncated backup is reported', async () => {
  const home = place.home('words')
  expect(await home.refusal(['recover'], { input: words.join(' ') })).toBe('INVALID')
  const numbered = words.map((word, at) => `${at + 1}. ${word}`).join('\n')
  const recovered = await home.get<{ person: string; report: object }>(['recover', '--name', 'alice'], {
    input: numbered,
  })
  expect(recovered).toMatchObject({ name: 'alice', report: { letters: 0, backupAt: null } })
  const noise = join(place.dir, 'noise.file')
  await writeFile(noise, 'fumikura backup\nand nothing behind it')
  expect(await place.home('noise').refusal(['restore', noise], { input: words.join(' ') })).toBe('DAMAGED')
})
