// Scenario `recovery`: drills. A backup is damaged in some way, and its person restores the rest.
// Some backups need a passphrase besides the words. The new device must never write a core of the
// former one, never show a wrong text, and lose no letter whose data is intact in the file.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { scanBackup, type ScannedBackup } from '../../../src/core/backup/index.ts'
import { makeBackup } from '../../../src/core/backup/make-backup.ts'
import { HEADER_MAGIC } from '../../../src/core/backup/header.ts'
import { toHex } from '../../../src/core/base/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { openPersonRoot, type PersonRoot } from '../../../src/core/identity/index.ts'
import { refForm, formatRef } from '../../../src/core/store/index.ts'
import { foundGroup } from '../../support/groups.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { damage, isIntact, type Damaged } from './file-damage.ts'

interface Place {
  offset: number
  bytes: number
}

interface Letter {
  ref: string
  text: string
  /** All pieces that are needed to read it. */
  places: Place[]
}

interface OwnedGroup {
  name: string
  /** The positions of its row, in every state that it had. */
  places: Place[]
}

interface Loss {
  words: string[]
  /** The passphrase of the backup; undefined if the words are enough. */
  passphrase: string | undefined
  whole: Buffer
  before: Buffer
  letters: Letter[]
  groups: OwnedGroup[]
  /** Headers, each with the device's statement after it. */
  starts: Place[]
  cores: Set<string>
  device: string
}

const RUNS = 4
const LETTERS_PER_RUN = 6
const GROUPS_PER_RUN = 2
/**
 * Only in one of so many trials the new device takes the desk, because that waits for absent
 * members.
 */
const TAKES_DESK_ONE_IN = 8
/** Above every era of the first desk. */
const NEXT_DESK_ERA = 65_536
/** The size of a header and the first piece after it. */
const START_BYTES = 640

export const recoveryScenario: Scenario = {
  name: 'recovery',
  about: 'a person who comes back with a damaged backup',
  steps: 200,
  async play(trial) {
    const losses = [await lose(trial), await lose(trial, 'plum tree')]
    while (trial.next()) await play(trial, trial.random.pick(losses))
  },
}

/** Makes a person with letters and backups, whose home is then lost. */
async function lose(trial: Trial, passphrase?: string): Promise<Loss> {
  const folder = await trial.folder()
  const path = join(folder, 'backup')
  const network = new MemoryNetwork()
  const alice = await Person.create('alice', network)
  trial.onEnd(() => alice.remove())
  const bob = await Person.create('bob', network)
  trial.onEnd(() => bob.remove())
  await pair(alice, bob)
  const words = await alice.do.home.words({}, calling)
  const { parts, ownCores, backups } = alice.home
  if (passphrase !== undefined) await backups.setPassphrase(passphrase, 'interactive')
  const texts = new Map<string, string>()
  const names: string[] = []
  let before = Buffer.alloc(0)
  for (let run = 0; run < RUNS; run++) {
    for (let i = 0; i < GROUPS_PER_RUN; i++) {
      names.push(`group ${i} of run ${run}`)
      await foundGroup(alice, names.at(-1)!, trial.random.below(2) === 0 ? [] : [bob])
    }
    for (let i = 0; i < LETTERS_PER_RUN; i++) {
      const text = `letter ${i} of run ${run} ${'x'.repeat(trial.random.below(3000))}`
      const draft = { to: ['self'], subject: `s${i}`, text, policy: PLAIN_POLICY }
      texts.set((await alice.do.letters.send(draft, calling)).ref, text)
    }
    before = run === 0 ? before : await readFile(path)
    await makeBackup({ ...parts, ownCores, device: alice.device }, path, { others: true, files: true })
  }
  const whole = await readFile(path)
  const root = await openPersonRoot(words)
  const letters = await findLetters(path, root, texts, passphrase)
  const groups = await findGroups(path, root, names, passphrase)
  const cores = new Set(ownCores.list().map(({ core }) => toHex(core)))
  return {
    words,
    passphrase,
    whole,
    before,
    letters,
    groups,
    starts: findStarts(whole),
    cores,
    device: toHex(alice.device),
  }
}

const NEEDED = new Set(['own_objects', 'policies', 'access_keys', 'access_audiences'])

async function findLetters(
  path: string,
  root: PersonRoot,
  texts: ReadonlyMap<string, string>,
  passphrase: string | undefined,
): Promise<Letter[]> {
  const scanned = await scanBackup(path, root, { passphrase })
  const byObject = new Map<string, Place[]>()
  const refs = new Map<string, Uint8Array>()
  for (const place of scanned.rows) {
    const { table, columns, rows } = (await scanned.readRows(place))!
    if (!NEEDED.has(table)) continue
    for (const row of rows) {
      const object = toHex(row[columns.indexOf('object')] as Uint8Array)
      byObject.set(object, [...(byObject.get(object) ?? []), place])
      if (table === 'own_objects') refs.set(object, row[columns.indexOf('ref')] as Uint8Array)
    }
  }
  const letters = [...refs].map(([object, bytes]) => describe(scanned, texts, bytes, byObject.get(object)!))
  await scanned.close()
  must(letters.length === texts.size, 'a letter that was written is not in the whole backup')
  return letters
}

async function findGroups(
  path: string,
  root: PersonRoot,
  names: readonly string[],
  passphrase: string | undefined,
): Promise<OwnedGroup[]> {
  const scanned = await scanBackup(path, root, { passphrase })
  const groups = new Map(names.map((name) => [name, { name, places: [] as Place[] }]))
  for (const place of scanned.rows) {
    const { table, columns, rows } = (await scanned.readRows(place))!
    if (table !== 'groups') continue
    for (const row of rows) groups.get(row[columns.indexOf('name')] as string)!.places.push(place)
  }
  await scanned.close()
  must(
    [...groups.values()].every(({ places }) => places.length > 0),
    'a group is not in the whole backup',
  )
  return [...groups.values()]
}

function describe(
  scanned: ScannedBackup,
  texts: ReadonlyMap<string, string>,
  bytes: Uint8Array,
  rows: Place[],
): Letter {
  const decoded = refForm.decode(bytes)
  const ref = formatRef(decoded)
  const block = scanned.blocks.get(toHex(decoded.core))!.get(decoded.start)!
  return { ref, text: texts.get(ref)!, places: [...rows, block] }
}

function findStarts(whole: Buffer): Place[] {
  const starts: Place[] = []
  for (let at = whole.indexOf(HEADER_MAGIC); at >= 0; at = whole.indexOf(HEADER_MAGIC, at + 1))
    starts.push({ offset: at, bytes: START_BYTES })
  return starts
}

async function play(trial: Trial, loss: Loss): Promise<void> {
  const damaged = damage(loss.whole, loss.before, trial.random)
  trial.note(`${damaged.how} ${damaged.stretches.map(([from, to]) => `${from}-${to}`).join(' ')}`)
  trial.count(damaged.how)
  if (loss.passphrase !== undefined) trial.count('with a passphrase')
  const folder = await trial.folder()
  const path = join(folder, 'backup')
  await writeFile(path, damaged.bytes)
  const again = Person.at('alice', join(folder, 'home'), new MemoryNetwork())
  try {
    await again.start()
    if (!(await comesBack(again, loss, path, damaged))) return trial.count('refused as damaged')
    await judge(trial, again, loss, damaged)
  } finally {
    await again.remove()
  }
}

/** Restores the backup. A refusal is allowed only if no header of the file is intact. */
async function comesBack(
  again: Person,
  { words, passphrase, starts }: Loss,
  path: string,
  { stretches, how }: Damaged,
): Promise<boolean> {
  try {
    if (passphrase !== undefined) await refusesOthers(again, words, path)
    await again.recover(words, { backup: path, backupPassphrase: passphrase })
    return true
  } catch (error) {
    if (!isEngineError(error) || (error.code !== 'DAMAGED' && error.code !== 'INVALID')) throw error
    const isStartLeft = starts.some((start) => isIntact(start, stretches))
    must(!isStartLeft, `refused after ${how} though a start was left: ${error.message}`)
    return false
  }
}

/** Checks that the backup does not open without its passphrase, damaged or not. */
async function refusesOthers(again: Person, words: string[], path: string): Promise<void> {
  for (const backupPassphrase of [undefined, 'plum']) {
    const wanted = backupPassphrase === undefined ? 'BACKUP_LOCKED' : 'BAD_BACKUP_PASSPHRASE'
    await again.recover(words, { backup: path, backupPassphrase }).then(
      () => must(false, 'opened without its passphrase'),
      (error: unknown) => {
        if (!isEngineError(error)) throw error
        if (error.code === 'DAMAGED' || error.code === 'INVALID') throw error
        must(error.code === wanted, `${error.code} instead of ${wanted}`)
      },
    )
  }
}

async function judge(trial: Trial, again: Person, loss: Loss, { stretches, how }: Damaged): Promise<void> {
  must(toHex(again.device) !== loss.device, 'the restored home has the former device key')
  const isReused = again.home.ownCores.list().some(({ core }) => loss.cores.has(toHex(core)))
  must(!isReused, 'a core of the former device is written again')
  for (const { ref, text, places } of loss.letters) {
    const read = await again.read(ref, 0).catch((error: unknown) => {
      if (!isEngineError(error)) throw error
      return error.code
    })
    const isWhole = typeof read !== 'string' && read.text === text
    must(typeof read === 'string' || isWhole, `another text than was written, after ${how}`)
    must(
      isWhole || !places.every((place) => isIntact(place, stretches)),
      `lost though it was there, after ${how}: ${typeof read === 'string' ? read : 'another text'}`,
    )
    trial.count(isWhole ? 'letters back' : 'letters lost with their pieces')
  }
  await judgeGroups(trial, again, loss, { stretches, how })
  // The new device can write, in its own cores.
  const draft = { to: ['self'], subject: 'after', text: 'after', policy: PLAIN_POLICY }
  const { ref } = await again.do.letters.send(draft, calling)
  must((await again.read(ref, 0)).text === 'after', 'what is written afterwards is not read')
}

/** The person is still a member of each own group, and the new device can take its desk. */
async function judgeGroups(
  trial: Trial,
  again: Person,
  { groups }: Loss,
  { stretches, how }: Pick<Damaged, 'stretches' | 'how'>,
): Promise<void> {
  const listed = await again.do.groups.list({}, calling)
  for (const { name, membership } of listed)
    must(membership === 'member', `${name} is reported as ${membership} after ${how}`)
  for (const { name, places } of groups) {
    const isThere = listed.some((one) => one.name === name)
    const isWhole = places.every((place) => isIntact(place, stretches))
    must(isThere || !isWhole, `${name} is lost though it was there, after ${how}`)
    trial.count(isThere ? 'groups back' : 'groups lost with their pieces')
  }
  if (listed.length === 0 || trial.random.below(TAKES_DESK_ONE_IN) > 0) return
  const { name, owner } = trial.random.pick(listed)
  const { era, members } = await again.do.groups.change({ group: name, style: 'team' }, calling)
  must(era >= NEXT_DESK_ERA, `the desk of ${name} was not taken, after ${how}`)
  must(
    members.some(({ person, role }) => person === owner.person && role === 'owner'),
    `the owner of ${name} is not in it, after ${how}`,
  )
  trial.count('desks taken')
}
