// A page can name no path of this machine, except locations that its person chose.
import { beforeEach, expect, test } from 'vitest'
import type { DoorHandlers } from '../../../src/core/contract/index.ts'
import { ChosenPlaces, withoutPaths } from '../../../src/main/host/index.ts'

const context = { signal: new AbortController().signal }
let places: ChosenPlaces
let got: unknown[]
let handlers: DoorHandlers

beforeEach(() => {
  places = new ChosenPlaces()
  got = []
  const note = async (asked: unknown): Promise<never> => {
    got.push(asked)
    return null as never
  }
  const noun = new Proxy({}, { get: () => note, ownKeys: () => [] })
  handlers = new Proxy({}, { get: () => noun, ownKeys: () => [] }) as DoorHandlers
})

const forPage = (typesBackups: boolean) => withoutPaths(handlers, places, { typesBackups })

/** Returns every call that takes a path, called with this path. */
function callsWith(path: string, typesBackups: boolean): Record<string, () => Promise<unknown>> {
  const { portable, backups, home } = forPage(typesBackups)
  const schedule = { every: 'day', others: true, files: true } as const
  return {
    export: async () => portable.export({ path }, context),
    verify: async () => portable.verify({ path }, context),
    import: async () => portable.import({ path }, context),
    recover: async () => home.recover({ words: [], backup: path }, context),
    make: async () => backups.make({ path }, context),
    schedule: async () => backups.schedule({ ...schedule, folder: path }, context),
  }
}

test('a path from the page is refused, and a path typed in a browser is for backups alone', async () => {
  for (const call of Object.values(callsWith('/etc/passwd', false)))
    await expect(call()).rejects.toMatchObject({ code: 'INVALID' })
  expect(await forPage(false).backups.places({}, context)).toEqual([])
  await expect(async () => forPage(false).backups.folders({ in: '/' }, context)).rejects.toMatchObject({
    code: 'INVALID',
  })
  expect(got).toEqual([])
  const { make, schedule, ...others } = callsWith('/mnt/stick', true)
  for (const call of Object.values(others)) await expect(call()).rejects.toMatchObject({ code: 'INVALID' })
  await make!()
  await schedule!()
  expect(got).toMatchObject([{ path: '/mnt/stick' }, { folder: '/mnt/stick' }])
})

test('a chosen location becomes the engine’s path; an unknown or forgotten one is refused', async () => {
  const place = places.add('/home/alice/letters.zip')
  for (const call of Object.values(callsWith(place, false))) await call()
  expect(got).toMatchObject([
    ...Array.from({ length: 3 }, () => ({ path: '/home/alice/letters.zip' })),
    { backup: '/home/alice/letters.zip' },
    { path: '/home/alice/letters.zip' },
    { folder: '/home/alice/letters.zip' },
  ])
  const unknown = `place:${'0'.repeat(32)}`
  for (const call of Object.values(callsWith(unknown, true)))
    await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (let more = 0; more < 256; more++) places.add(`/tmp/${more}`)
  expect(() => places.resolve(place)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test('an input without a location is passed on unchanged', async () => {
  const { backups, home } = forPage(false)
  await backups.make({}, context)
  await backups.schedule({ every: 'off', others: true, files: true }, context)
  await home.recover({ words: [], name: 'alice' }, context)
  expect(got).toEqual([
    {},
    { every: 'off', others: true, files: true, folder: undefined },
    { words: [], name: 'alice' },
  ])
})
