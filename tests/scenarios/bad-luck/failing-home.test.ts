// A home that has a person but cannot be opened reports that, is never treated as empty,
// and opens when it can.
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EngineError, type ErrorCode } from '../../../src/core/contract/index.ts'
import { openEngine, type Engine } from '../../../src/core/index.ts'
import { createNoWires } from '../../../src/core/network/index.ts'
import { calling, eventually } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const tempFolder = useTempFolders()
const PASSPHRASE = 'open sesame'
let home: string
let engine: Engine
/** The cause of the failure, such as a disk that fills during the opening. */
let trouble: Error | null

async function open(): Promise<Engine> {
  engine = await openEngine({
    home,
    writeBufferBytes: 1 << 20,
    createWires: () => {
      if (trouble !== null) throw trouble
      return createNoWires()
    },
  })
  return engine
}

const status = () => engine.handlers.home.status({}, calling)

beforeEach(async () => {
  trouble = null
  home = join(await tempFolder(), 'home')
  const { handlers, close } = await open()
  await handlers.home.create({ name: 'alice', passphrase: PASSPHRASE }, calling)
  await close()
})

afterEach(() => engine.close())

test.each<[ErrorCode, Error]>([
  ['NO_SPACE', new EngineError('NO_SPACE', 'The disk is full.')],
  ['DAMAGED', new EngineError('DAMAGED', 'It is damaged.')],
  ['INTERNAL', new Error('No space left on device')],
])(
  'home.status answers failing with %s if a home cannot be opened, and open after a retry',
  async (problem, error) => {
    const { home: calls, letters } = (await open()).handlers
    expect(await status()).toMatchObject({ state: 'locked' })
    trouble = error
    await expect(calls.unlock({ passphrase: PASSPHRASE }, calling)).rejects.toThrow(error.message)
    const failing = { state: 'failing', problem, person: null, name: null, keyring: 'passphrase' }
    expect(await status()).toMatchObject(failing)
    expect(await calls.retry({}, calling)).toMatchObject(failing)
    // No new person may replace the existing one.
    await expect(calls.create({ name: 'mallory' }, calling)).rejects.toMatchObject({ code: 'HOME_EXISTS' })
    await expect(letters.asks({}, calling)).rejects.toThrow(error.message)
    trouble = null
    expect(await calls.retry({}, calling)).toMatchObject({ state: 'open', name: 'alice' })
    expect(await status()).not.toHaveProperty('problem')
  },
)

test('a home that failed for lack of space opens automatically once there is space', async () => {
  const { home: calls } = (await open()).handlers
  trouble = new EngineError('NO_SPACE', 'The disk is full.')
  await expect(calls.unlock({ passphrase: PASSPHRASE }, calling)).rejects.toMatchObject({ code: 'NO_SPACE' })
  trouble = null
  await eventually(async () => (await status()).state === 'open', 'the home opens')
})

test('retry leaves a locked home locked and an empty home empty', async () => {
  const { home: calls } = (await open()).handlers
  expect(await calls.retry({}, calling)).toMatchObject({ state: 'locked' })
  await expect(calls.checkPassphrase({ passphrase: 'wrong' }, calling)).rejects.toMatchObject({
    code: 'BAD_PASSPHRASE',
  })
  await calls.checkPassphrase({ passphrase: PASSPHRASE }, calling)
  expect(await status()).toMatchObject({ state: 'locked' })
  await engine.close()
  home = join(await tempFolder(), 'nobody')
  expect(await (await open()).handlers.home.retry({}, calling)).toMatchObject({ state: 'empty' })
})
