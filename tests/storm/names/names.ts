// Scenario `names`: a contact whose letters and files have hostile names, and archives with hostile
// entries. Files are saved, everything is exported and archives are imported. No file is replaced
// or written outside, and each is written once.
import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { decideOpening } from '../../../src/core/contract/file-opening.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { UniqueNames } from '../../../src/core/export/export-names.ts'
import { decideFileName } from '../../../src/core/files/index.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { Person } from '../../support/person.ts'
import { exportHome, importInto, listFiles, verifyHere } from '../../support/portable.ts'
import { saveFiles } from '../../support/files.ts'
import { makeZip, readZip } from '../../support/zip.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { asLocalName, folded, grindHarmfulName, grindName, harmOf, hasHarmfulEnding, sumOf } from './grind.ts'
import { pointElsewhere } from './point-elsewhere.ts'
import { Grinder } from './grinder.ts'

interface Place {
  trial: Trial
  folder: string
  bob: Person
  grinder: Grinder
  /** Number of the next content, which makes each content unique. */
  made: number
  /** The number of imported mails. */
  mails: number
}

export const namesScenario: Scenario = {
  name: 'names',
  about: 'ground names of letters, files and archives',
  steps: 40,
  async play(trial) {
    const place = await settle(trial)
    while (trial.next()) await steps[trial.random.pickWeighted(WEIGHTS)](place)
    await steps.exports(place)
  },
}

const WEIGHTS = {
  letter: 8,
  exports: 1,
  'imports an archive': 3,
  'imports a folder': 2,
  marks: 2,
  endings: 2,
  points: 1,
}

async function settle(trial: Trial): Promise<Place> {
  const network = new MemoryNetwork()
  const folder = await trial.folder()
  const bob = await Person.create('bob', network)
  trial.onEnd(() => bob.remove())
  const grinder = await Grinder.meet(network, bob)
  trial.onEnd(() => grinder.remove())
  for (const name of ['saved', 'out', 'in']) await mkdir(join(folder, name))
  return { trial, folder, bob, grinder, made: 0, mails: 0 }
}

const steps: Record<keyof typeof WEIGHTS, (place: Place) => Promise<void>> = {
  /** The target folder already has the person's own files, under similar names. */
  async letter({ trial, folder, bob, grinder }) {
    const { random } = trial
    const saved = join(folder, 'saved')
    const own = asLocalName(grindName(random, 200))
    if (own !== null) await writeFile(join(saved, own), 'my own', { flag: 'wx' }).catch(() => undefined)
    const names = Array.from({ length: random.below(4) }, () => grindName(random, 255))
    const letter = await grinder.send(grindName(random, 900), names)
    await bob.read(letter.ref, 20_000)
    const before = await contentsOf(saved)
    const paths = names.length === 0 ? [] : await saveFiles(bob, letter.ref, saved)
    must(paths.length === names.length, `${names.length} files are saved as ${paths.length}`)
    const after = await contentsOf(saved)
    for (const [name, content] of before) must(after.get(name) === content, `${name} was replaced`)
    must(after.size === before.size + names.length, 'a folder does not have every file once')
    for (const [i, path] of paths.entries()) {
      must(dirname(path) === saved, `${path} is outside`)
      must(after.get(basename(path)) === letter.contents[i], `${path} is another file`)
      judgeName(basename(path))
    }
    trial.count('files saved', names.length)
    trial.count('letters')
  },

  async exports(place) {
    const { trial, folder, bob, grinder } = place
    const isZip = trial.random.isSo(0.5)
    const path = join(folder, 'out', `out-${place.made++}${isZip ? '.zip' : ''}`)
    // The name that an unfinished export once had.
    await writeFile(`${path}.part`, 'my own')
    const before = await contentsOf(join(folder, 'out'))
    await exportHome(bob, path)
    await judgeModes(path)
    must((await verifyHere(bob, path)).ok, 'an export is not whole')
    const paths = isZip ? readZip(await readFile(path)).map(({ name }) => name) : await listFiles(path)
    must(
      new Set(paths.map(folded)).size === paths.length,
      'two files of an export have one name on some disks',
    )
    for (const one of paths) one.split('/').forEach(judgeName)
    const letters = paths.filter((one) => one.startsWith('data/letters/')).length
    const expected = grinder.letters + place.mails
    must(letters === expected, `${expected} letters and mails come out as ${letters}`)
    const files = paths.filter((one) => one.startsWith('data/files/'))
    must(files.length === grinder.files.size, `${grinder.files.size} files come out as ${files.length}`)
    if (!isZip) await judgeFiles(path, files, grinder)
    const after = await contentsOf(join(folder, 'out'))
    for (const [name, content] of before) must(after.get(name) === content, `${name} was replaced`)
    trial.count('exports')
  },

  /** Each entry is one mail. An entry outside the folder, or a name twice, refuses all of it. */
  async 'imports an archive'(place) {
    const { trial, folder, bob } = place
    const names = Array.from({ length: trial.random.between(1, 4) }, () => grindName(trial.random, 400))
    const isRefused = names.some(leadsOut) || new Set(names).size < names.length
    const path = join(folder, 'in', `${place.made++}.zip`)
    await writeFile(path, makeZip(names.map((name) => ({ name, content: mailOf(place.made++) }))))
    const before = await everythingIn(folder)
    const told = await importInto(bob, path).catch((error: unknown) => {
      if (!isEngineError(error, 'INVALID')) throw error
      return null
    })
    must((told === null) === isRefused, `${JSON.stringify(names)} is ${told === null ? '' : 'not '}refused`)
    const mails = names.filter(isTaken).length
    must(told === null || told.taken === mails, `of ${mails} mails ${told?.taken} are taken`)
    must((await everythingIn(folder)) === before, 'an import writes beside its archive')
    place.mails += told?.taken ?? 0
    trial.count('archives')
  },

  async 'imports a folder'(place) {
    const { trial, folder, bob } = place
    const path = join(folder, 'in', `${place.made++}`)
    await mkdir(path)
    const wanted = Array.from({ length: trial.random.between(1, 4) }, () =>
      asLocalName(grindName(trial.random, 250)),
    )
    const names = new Set(wanted.filter((name) => name !== null))
    for (const name of names) await writeFile(join(path, name), mailOf(place.made++))
    const mails = [...names].filter(isTaken)
    const { taken } = await importInto(bob, path)
    must(taken === mails.length, `of ${mails.length} mails in a folder ${taken} are taken`)
    place.mails += taken
    trial.count('folders')
  },

  /** With a million objects, some ids begin alike. */
  async marks({ trial }) {
    const { random } = trial
    const names = new UniqueNames()
    const begin = random.bytes(5)
    const title = grindName(random, 900)
    const given = Array.from({ length: 6 }, () => {
      const isAlike = random.isSo(0.7)
      const id = Buffer.concat([isAlike ? begin : random.bytes(5), random.bytes(27)])
      return names.nameOf(random.isSo(0.8) ? title : title.toUpperCase(), id, '.eml')
    })
    must(new Set(given.map(folded)).size === given.length, 'two objects have one name')
    given.forEach(judgeName)
    trial.count('marks', given.length)
  },

  /** A harmful ending in any case, with anything after it, must never open in another program. */
  async endings({ trial }) {
    const { random } = trial
    const name = grindHarmfulName(random)
    const type = random.pick(['application/pdf', 'text/plain', 'application/octet-stream', 'image/jpeg'])
    for (const one of [name, decideFileName(name, type)])
      must(
        !hasHarmfulEnding(one) || decideOpening({ name: one, type }).outside === 'never',
        `${JSON.stringify(one)} of ${type} is opened by another program`,
      )
    trial.count('endings')
  },

  points: async ({ trial, folder, bob }) => pointElsewhere(trial, folder, bob),
}

/** An export contains all letters, so no other account of the machine may read it. */
async function judgeModes(path: string): Promise<void> {
  const paths = [
    path,
    ...(await readdir(path, { recursive: true }).catch(() => [])).map((name) => join(path, name)),
  ]
  for (const one of paths) {
    const { mode } = await lstat(one)
    must((mode & 0o077) === 0, `others may read ${one}`)
  }
}

function judgeName(name: string): void {
  const harm = harmOf(name)
  must(harm === null, `${JSON.stringify(name)} ${harm ?? ''}`)
}

/** The import skips names with a leading dot, because those files belong to mail programs. */
const isTaken = (path: string): boolean => !/(?:^|\/)\.[^/]*$/.test(path)

function leadsOut(name: string): boolean {
  const parts = name.split('/')
  return /[\\:\0]/.test(name) || name.startsWith('/') || parts.some((part) => part === '.' || part === '..')
}

async function judgeFiles(path: string, files: string[], grinder: Grinder): Promise<void> {
  const contents = await Promise.all(files.map((file) => readFile(join(path, file))))
  const sums = new Set(contents.map(sumOf))
  must(sums.size === files.length, 'a file is in the folder twice')
  for (const sum of sums) must(grinder.files.has(sum), 'a file in the folder has other content')
}

/** Checksums of the files of a folder, by name. */
async function contentsOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const sums = files.map(async ({ name }) => [name, sumOf(await readFile(join(folder, name)))] as const)
  return new Map(await Promise.all(sums))
}

async function everythingIn(folder: string): Promise<string> {
  return (await listFiles(folder)).join('\n')
}

const mailOf = (n: number): Buffer =>
  Buffer.from(`From: a@example.org\r\nSubject: ${n}\r\nMessage-ID: <${n}@example.org>\r\n\r\nhello ${n}\r\n`)
