// The commands about oneself and contacts: pictures from files, devices, compared safety numbers.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Contact, DeviceId, HomeStatus, Myself, PersonId } from '../../../src/core/contract/index.ts'
import { createFakeEngine, type FakeEngine } from '../../contract/fake-engine.ts'
import { asUrl, makePicture } from '../../support/pictures.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { runCommandLine } from '../../support/terminal.ts'

const makeFolder = useTempFolders()
const status: HomeStatus = {
  state: 'open',
  person: 'a' as PersonId,
  name: 'alice',
  wordsProven: true,
  keyring: 'clear',
}
const device = (name: string, online = false) => ({ device: name as DeviceId, online })
const myself: Myself = {
  person: 'a' as PersonId,
  device: 'here' as DeviceId,
  name: 'alice',
  address: 'fumikura://person/a' as Myself['address'],
  picture: null,
  devices: [device('here', true), device('there')],
}
const bob: Contact = {
  person: 'b' as PersonId,
  name: 'bob',
  online: true,
  since: '2031-01-01T00:00:00.000Z',
  blocked: false,
  picture: null,
  devices: [device('one', true), device('two')],
  comparedAt: null,
  newDeviceAt: null,
  opensOnSelection: false,
  lastSeenAt: null,
  formerName: null,
  looksLike: [],
}

function createEngine(): FakeEngine {
  return createFakeEngine({
    home: { status: async () => status },
    people: {
      whoami: async () => myself,
      setPicture: async ({ picture }) => ({ ...myself, picture }),
      contacts: async () => [bob],
      setCompared: async ({ same }) => [
        {
          ...bob,
          comparedAt: same ? '2031-02-01T00:00:00.000Z' : null,
          newDeviceAt: null,
          opensOnSelection: false,
          lastSeenAt: null,
          formerName: null,
          looksLike: [],
        },
      ],
    },
  })
}

const json = async (...argv: string[]) => {
  const { stdout } = await runCommandLine([...argv, '--json'], { engine: createEngine() })
  return JSON.parse(stdout) as Record<string, unknown>
}
const text = async (...argv: string[]) => (await runCommandLine(argv, { engine: createEngine() })).stdout

test('a picture is read from a file, with the type of its extension, or removed', async () => {
  const folder = await makeFolder()
  for (const [name, type] of [
    ['face.png', 'png'],
    ['face.JPG', 'jpeg'],
    ['face.webp', 'webp'],
  ] as const) {
    const bytes = makePicture(type)
    await writeFile(join(folder, name), bytes)
    expect(await json('picture', join(folder, name))).toMatchObject({ picture: asUrl(type, bytes) })
  }
  expect(await json('picture', '--none')).toMatchObject({ picture: null })
})

test('a file that is no picture, two choices or none are refused', async () => {
  const folder = await makeFolder()
  const large = join(folder, 'large.png')
  await writeFile(large, makePicture('png', 1, 5 * 1024 + 1))
  const codeOf = async (...argv: string[]) => (await json(...argv)).error
  expect(await codeOf('picture')).toMatchObject({ code: 'INVALID' })
  expect(await codeOf('picture', large, '--none')).toMatchObject({ code: 'INVALID' })
  expect(await codeOf('picture', join(folder, 'face.svg'))).toMatchObject({ code: 'INVALID' })
  expect(await codeOf('picture', join(folder, 'nowhere.png'))).toMatchObject({ code: 'INVALID' })
  expect(await codeOf('picture', large)).toMatchObject({ code: 'TOO_LARGE' })
})

test('contacts show the number of their devices, and whether their safety number was compared', async () => {
  expect(await text('contacts')).toMatch(/bob .* 2 devices {2}not compared\n/)
  expect(await text('compared', 'bob')).toMatch(/bob .* 2 devices {2}compared 2031/)
  expect(await text('compared', 'bob', '--no')).toMatch(/not compared\n/)
})

test('whoami shows one’s other devices', async () => {
  expect(await text('whoami')).toMatch(/^device +here\nalso +there \(offline\)$/m)
})
