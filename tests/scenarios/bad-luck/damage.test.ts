// Damaged files. Damage is reported, the rest can be read, and derived data is rebuilt.
import { cp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { equalBytes } from '../../../src/core/base/index.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import { EngineError, isEngineError } from '../../../src/core/contract/errors.ts'
import { CoreShelf } from '../../../src/core/cores/index.ts'
import { useCircle } from '../../support/circle.ts'
import { ALL_PARTS, copyParts, damageFile } from '../../support/home-parts.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { listAll, listTroubles, pairWith } from './wholeness.ts'

const makeCircle = useCircle()
const makeFolder = useTempFolders()
const refused = (code: string): unknown => expect.objectContaining({ code })
const LETTERS = 30

/** Alice and bob have exchanged letters and opened some; alice is closed. */
async function makePast(): Promise<{ alice: Person; bob: Person; mine: RefText[]; his: RefText[] }> {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const mine: RefText[] = []
  const his: RefText[] = []
  for (let n = 1; n <= LETTERS; n++) mine.push(await alice.write(bob, `mine ${n}`, `This is my letter ${n}.`))
  for (let n = 1; n <= 5; n++) his.push(await bob.write(alice, `his ${n}`, `This is his letter ${n}.`))
  await alice.arrival(his.at(-1)!)
  for (const ref of his.slice(0, 3)) await alice.read(ref)
  await bob.arrival(mine.at(-1)!)
  await bob.read(mine[0]!)
  await eventually(
    async () => (await alice.list()).filter(({ state }) => state === 'referenced').length === 3,
  )
  await alice.stop()
  return { alice, bob, mine, his }
}

/** Resolves to the result of the act, or to DAMAGED; any other error fails the test. */
async function orDamaged<T>(act: () => Promise<T>): Promise<T | 'DAMAGED'> {
  try {
    return await act()
  } catch (error) {
    if (isEngineError(error, 'DAMAGED')) return 'DAMAGED'
    throw error
  }
}

const looksOf = async (person: Person) => {
  const told = async (box: 'inbox' | 'sent') =>
    (await listAll(person, box)).map(({ ref, subject, state, sentAt }) => ({ ref, subject, state, sentAt }))
  return { inbox: await told('inbox'), sent: await told('sent') }
}

test('a home with any damaged ledger page either shows the true data or reports DAMAGED', async () => {
  const { alice, bob, mine } = await makePast()
  await bob.stop()
  const whole = await makeFolder()
  await copyParts(alice.homeDir, whole, ALL_PARTS)
  await alice.start({ network: false })
  const truth = await looksOf(alice)
  await alice.stop()
  const said = { atOpening: 0, later: 0, unnoticed: 0 }
  for (let part = 0; part <= 1; part += 0.05) {
    await copyParts(whole, alice.homeDir, ALL_PARTS)
    await damageFile(join(alice.homeDir, 'ledger'), part)
    const opening = await orDamaged(() => alice.start({ network: false }))
    if (opening === 'DAMAGED') {
      said.atOpening++
      continue
    }
    expect([truth, 'DAMAGED']).toContainEqual(await orDamaged(() => looksOf(alice)))
    const text = await orDamaged(async () => (await alice.read(mine[4]!, 0)).text)
    expect(['This is my letter 5.', 'DAMAGED']).toContain(text)
    const sending = await orDamaged(() => alice.write(bob, 'on damaged ground', 'x'))
    const isNoticed = alice.home.parts.ledger.isDamaged
    if (isNoticed) await expect(alice.write(bob, 'again', 'x')).rejects.toEqual(refused('DAMAGED'))
    else expect(sending).not.toBe('DAMAGED')
    said[isNoticed ? 'later' : 'unnoticed']++
    await alice.stop()
  }
  expect(said.atOpening).toBeGreaterThan(0)
  expect(said.later).toBeGreaterThan(0)
})

test('a ledger that lost its latest commits opens for reading, refuses to send, and doctor shows the reason', async () => {
  const { alice, bob, his } = await makePast()
  const old = await makeFolder()
  await copyParts(alice.homeDir, old, ['ledger'])
  await alice.start()
  await bob.arrival(await alice.write(bob, 'lost', 'x'))
  await alice.stop()
  await copyParts(old, alice.homeDir, ['ledger'])
  await alice.start()
  const { inbox, sent } = await looksOf(alice)
  expect([inbox.length, sent.length]).toEqual([5, LETTERS])
  expect((await alice.read(his[0]!, 0)).text).toBe('This is his letter 1.')
  await expect(alice.write(bob, 'no', 'x')).rejects.toEqual(refused('DAMAGED'))
  await expect(alice.do.letters.recall({ ref: sent[0]!.ref! }, calling)).rejects.toEqual(refused('DAMAGED'))
  await expect(bob.read(sent[0]!.ref!, 500)).rejects.toMatchObject({
    code: expect.stringMatching(/^(UNREACHABLE|AUTHOR_AWAY)$/) as unknown,
  })
  expect(await alice.do.doctor.report({}, calling)).toMatchObject({
    healthy: false,
    ledger: { state: 'damaged', reason: 'rewound' },
    warnings: expect.arrayContaining([expect.stringContaining('opened for reading only')]) as unknown,
  })
})

test('an emptied ledger is refused as DAMAGED, and no new one replaces it', async () => {
  const { alice } = await makePast()
  await truncate(join(alice.homeDir, 'ledger'), 0)
  for (let attempt = 0; attempt < 2; attempt++)
    await expect(alice.start()).rejects.toEqual(refused('DAMAGED'))
})

test('a damaged, emptied or deleted index is rebuilt with the same content', async () => {
  const { alice, bob } = await makePast()
  await alice.start()
  const before = await looksOf(alice)
  const index = (): string => join(alice.homeDir, 'index')
  const harms = [
    () => damageFile(index(), 0),
    () => damageFile(index(), 0, 1),
    () => damageFile(index(), 0.5, 1),
    () => truncate(index(), 0),
    () => truncate(index(), 5000),
    () => rm(index()),
    async () => {
      const names = (await readdir(alice.homeDir)).filter((name) => name.startsWith('index'))
      await Promise.all(names.map((name) => rm(join(alice.homeDir, name))))
    },
  ]
  for (const harm of harms) {
    await alice.stop()
    await harm()
    await alice.start()
    expect(await looksOf(alice)).toEqual(before)
  }
  await bob.arrival(await alice.write(bob, 'after', 'x'))
  expect(listTroubles(alice, bob)).toEqual([])
})

test('a home without its cores continues: own feeds get successors, and received objects are fetched again', async () => {
  const { alice, bob, mine, his } = await makePast()
  await rm(join(alice.homeDir, 'cores'), { recursive: true })
  await alice.start()
  const frozen = alice.home.ownCores
    .list()
    .flatMap(({ kind, frozen }) => (frozen === null ? [] : [`${kind} ${frozen}`]))
  expect(frozen.sort()).toEqual(['feed short', 'objects short'])
  expect((await alice.read(his[0]!)).text).toBe('This is his letter 1.')
  expect((await alice.read(his[4]!)).text).toBe('This is his letter 5.')
  const later = await alice.write(bob, 'later', 'on new ground')
  await bob.arrival(later)
  expect((await bob.read(later)).text).toBe('on new ground')
  expect((await bob.read(mine[0]!)).text).toBe('This is my letter 1.')
  expect(pairWith(bob, alice).theirGeneration).toBe(1)
  const { inbox } = await looksOf(bob)
  expect(new Set(inbox.map(({ ref }) => ref)).size).toBe(LETTERS + 1)
  expect(inbox).toHaveLength(LETTERS + 1)
  await expect(alice.read(mine[1]!)).rejects.toEqual(refused('DAMAGED'))
  await bob.do.letters.mark({ ref: later, value: 'done' }, calling)
  await eventually(async () => (await alice.status(later))[0]!.state === 'done')
  expect(listTroubles(bob)).toEqual([])
})

test('records of a lost feed that its reader had missed are written again into the next feed', async () => {
  const { alice, bob, mine, his } = await makePast()
  await bob.stop()
  await alice.start()
  await alice.do.letters.mark({ ref: his[0]!, value: 'accepted', note: 'with pleasure' }, calling)
  await alice.do.letters.recall({ ref: mine[1]! }, calling)
  await alice.stop()
  await rm(join(alice.homeDir, 'cores'), { recursive: true })
  await alice.start()
  await bob.start()
  await eventually(async () => (await bob.status(his[0]!))[0]!.state === 'accepted', 'the mark arrives')
  expect(await bob.status(his[0]!)).toMatchObject([{ name: 'alice', note: 'with pleasure' }])
  const stateOf = async (ref: string) =>
    (await listAll(bob, 'inbox')).find((entry) => entry.ref === ref)!.state
  await eventually(async () => (await stateOf(mine[1]!)) === 'recalled', 'the recall arrives')
  expect(listTroubles(bob)).toEqual([])
})

/** Returns the non-empty files of the cores with this ending. */
async function listCoreFiles(person: Person, ending: string): Promise<string[]> {
  const folder = join(person.homeDir, 'cores/db')
  const paths = (await readdir(folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
  return paths.filter((_, i) => sizes[i]! > 0)
}

test('blocks with damaged files are reported as DAMAGED at the start or at the first read', async () => {
  const { alice, mine } = await makePast()
  for (const blob of await listCoreFiles(alice, '.blob')) await damageFile(blob, 0, 1)
  const opening = await orDamaged(() => alice.start({ network: false }))
  if (opening === 'DAMAGED') return
  expect((await looksOf(alice)).sent).toHaveLength(LETTERS)
  const texts = await Promise.all(mine.map((ref) => orDamaged(async () => (await alice.read(ref, 0)).text)))
  expect(texts).toContain('DAMAGED')
})

test('cores whose files do not open stay in place, and the home continues with new cores', async () => {
  const { alice, bob, mine, his } = await makePast()
  for (const table of await listCoreFiles(alice, '.sst')) await damageFile(table, 0, 1)
  for (const nth of ['first', 'second']) {
    await alice.start()
    const { inbox, sent } = await looksOf(alice)
    expect([nth, inbox.length]).toEqual([nth, 5])
    expect(sent.length).toBeGreaterThanOrEqual(LETTERS)
    expect((await alice.read(his[0]!)).text).toBe('This is his letter 1.')
    await expect(alice.read(mine[1]!)).rejects.toEqual(refused('DAMAGED'))
    const later = await alice.write(bob, `later, ${nth}`, 'on new ground')
    await bob.arrival(later)
    expect((await bob.read(later)).text).toBe('on new ground')
    expect(await alice.do.doctor.report({}, calling)).toMatchObject({ healthy: false, cores: { frozen: 2 } })
    await alice.stop()
  }
  expect((await readdir(alice.homeDir)).filter((name) => name.startsWith('cores'))).toEqual([
    'cores',
    'cores-2',
  ])
  expect(listTroubles(bob)).toEqual([])
})

/** Makes reads of the core's first block fail as RocksDB does with a damaged block. */
function spoilBeginning(core: Uint8Array): void {
  const { openOwn } = CoreShelf.prototype
  const spoiled = vi.spyOn(CoreShelf.prototype, 'openOwn')
  onTestFinished(() => spoiled.mockRestore())
  const error = new EngineError('DAMAGED', 'block checksum mismatch', { details: { reason: 'cores' } })
  spoiled.mockImplementation(function (this: CoreShelf, key, manifest) {
    return equalBytes(key, core) ? Promise.reject(error) : openOwn.call(this, key, manifest)
  })
}

test.each(['feed', 'objects'])(
  'a core of kind %s with an unreadable first block gets a successor unopened, and the rest is unchanged',
  async (kind) => {
    const { alice, bob, mine, his } = await makePast()
    await alice.start({ network: false })
    spoilBeginning(alice.home.ownCores.list().find((core) => core.kind === kind)!.core)
    await alice.stop()
    await alice.start()
    const frozen = alice.home.ownCores.list().filter((core) => core.frozen !== null)
    expect(frozen.map((core) => `${core.kind} ${core.frozen}`)).toEqual([`${kind} unreadable`])
    expect((await looksOf(alice)).sent).toHaveLength(LETTERS)
    expect((await alice.read(his[0]!, 0)).text).toBe('This is his letter 1.')
    const text = await orDamaged(async () => (await alice.read(mine[1]!, 0)).text)
    expect(text).toBe(kind === 'feed' ? 'This is my letter 2.' : 'DAMAGED')
    const later = await alice.write(bob, 'later', 'on new ground')
    await bob.arrival(later)
    expect((await bob.read(later)).text).toBe('on new ground')
    expect(await listAll(bob, 'inbox')).toHaveLength(LETTERS + 1)
    expect(await alice.do.doctor.report({}, calling)).toMatchObject({ healthy: false, cores: { frozen: 1 } })
    expect(listTroubles(bob)).toEqual([])
  },
)

test('copied cores are refused as DAMAGED, because two writing copies would fork', async () => {
  const { alice } = await makePast()
  const cores = join(alice.homeDir, 'cores')
  const copy = join(await makeFolder(), 'cores')
  await cp(cores, copy, { recursive: true })
  await rm(cores, { recursive: true })
  await cp(copy, cores, { recursive: true })
  await expect(alice.start()).rejects.toMatchObject({ code: 'DAMAGED', details: { reason: 'copied' } })
})
