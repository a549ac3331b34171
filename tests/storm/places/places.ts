// Scenario `places`: pictures and films that contain their location, in randomly nested containers.
// The copy maker removes the location or refuses; and a file that a reader saves from a letter
// contains none.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import type { ListedFile, RefText } from '../../../src/core/contract/index.ts'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { typeOfContent } from '../../../src/core/files/file-type.ts'
import { readerOf } from '../../../src/core/files/placeless/patches.ts'
import { lookInto } from '../../../src/core/files/placeless/look-into.ts'
import { withoutPlaceIn } from '../../../src/core/files/placeless/placeless-bytes.ts'
import { PlaceRemains } from '../../../src/core/files/placeless/place-remains.ts'
import { placeRuleOf } from '../../../src/core/files/placeless/place-rules.ts'
import { createAlbum, openAlbum, shareAlbum } from '../../support/albums.ts'
import { addFile, saveFiles } from '../../support/files.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'
import { makePlacedFile, pickCoordinate, type Coordinate } from './containers.ts'

/** One letter for so many copies, because it takes much longer. */
const LETTER_EVERY = 20

export const placesScenario: Scenario = {
  name: 'places',
  about: 'pictures and films that say a place in unusual containers',
  steps: 400,
  async play(trial) {
    const pairs = meet(trial)
    while (trial.next()) {
      await copy(trial)
      if (trial.taken % LETTER_EVERY === 1) await send(trial, ...(await pairs))
    }
  },
}

async function meet(trial: Trial): Promise<[Person, Person]> {
  const network = new MemoryNetwork()
  const [alice, bob] = [await Person.create('alice', network), await Person.create('bob', network)]
  trial.onEnd(() => Promise.all([alice.remove(), bob.remove()]))
  await pair(alice, bob)
  return [alice, bob]
}

async function copy(trial: Trial): Promise<void> {
  const place = pickCoordinate(trial.random)
  const { how, name, bytes } = makePlacedFile(trial.random, place)
  const type = typeOfContent(bytes, name)
  trial.count(how)
  const rule = placeRuleOf(type)
  if (rule === 'ask') return trial.count('asked about')
  try {
    const file = { read: readerOf(bytes), size: bytes.byteLength, name, type }
    if (rule === 'look') must(await lookInto(file).then(() => false), `a ${how} is not asked about`)
    judge(Buffer.from(await withoutPlaceIn(bytes, type)), place, how, bytes.byteLength)
    trial.count('cleaned')
  } catch (error) {
    if (!(error instanceof PlaceRemains)) throw error
    trial.count('asked about')
  }
}

/** Lets alice store the file and give it in one of three ways, and lets bob save it. */
async function send(trial: Trial, alice: Person, bob: Person): Promise<void> {
  const place = pickCoordinate(trial.random)
  const { how, name, bytes } = makePlacedFile(trial.random, place)
  const folder = await trial.folder()
  await writeFile(join(folder, name), bytes)
  const { file } = await addFile(alice, join(folder, name))
  const way = trial.random.pick(Object.keys(WAYS) as (keyof typeof WAYS)[])
  try {
    const ref = await WAYS[way](alice, bob, { file, title: `by ${way} ${trial.taken}` })
    const [saved] = await saveFiles(bob, ref, await trial.folder())
    judge(await readFile(saved!), place, how, bytes.byteLength)
    trial.count(`${way}s`)
  } catch (error) {
    if (!isEngineError(error, 'PLACE_REMAINS')) throw error
    trial.count(`${way}s asked about`)
  }
}

type Way = (alice: Person, bob: Person, given: { file: string; title: string }) => Promise<RefText>

/** Each gives the file to bob and returns a ref that bob has. */
const WAYS = {
  async letter(alice, bob, { file, title }) {
    const ref = await alice.write(bob, title, 'see', { attachments: [file] })
    await bob.arrival(ref)
    return ref
  },

  async album(alice, bob, { file, title }) {
    await createAlbum(alice, title, [file])
    await shareAlbum(alice, title, 'bob')
    const list = (): Promise<Pick<ListedFile, 'source'>[]> =>
      openAlbum(bob, title).then(
        () => bob.do.albums.files({ album: title, limit: 10 }, calling),
        () => [],
      )
    await eventually(async () => (await list()).length > 0, 'an album arrives')
    return (await list())[0]!.source!.ref
  },

  /**
   * Adds the file to the draft of a recalled letter, because the author never agreed to its
   * location.
   */
  async draft(alice, bob, { file, title }) {
    const first = await alice.write(bob, title, 'see')
    await alice.do.letters.recall({ ref: first }, calling)
    const drafts = await alice.do.drafts.list({}, calling)
    const { subject, text, draft, policy } = drafts.find((one) => one.subject === title)!
    const words = { draft, to: ['bob'], subject, text, tags: [], policy }
    await alice.do.drafts.save({ ...words, attachments: [file] }, calling)
    const { ref } = await alice.do.drafts.send({ draft }, calling)
    await bob.arrival(ref)
    return ref
  },
} satisfies Record<string, Way>

function judge(bytes: Buffer, { latitude, longitude }: Coordinate, how: string, length: number): void {
  must(bytes.byteLength === length, `a copy of a ${how} has another length`)
  const texts = [bytes, ...inflated(bytes)].map((part) => part.toString('latin1').replaceAll('\0', ''))
  for (const number of [latitude, longitude])
    for (const trace of [number, number.split('.')[1]!])
      must(!texts.some((text) => text.includes(trace)), `a copy of a ${how} contains ${trace}`)
  for (const rational of [latitude, longitude].map(asRationals))
    must(!bytes.includes(rational), `a copy of a ${how} has the degrees of its place`)
}

/** Degrees and minutes as EXIF writes them, with 0 seconds. */
function asRationals(degrees: string): Buffer {
  const value = Number(degrees)
  const parts = [Math.floor(value), 1, Math.round((value % 1) * 60 * 100_000), 100_000]
  const bytes = Buffer.alloc(16)
  for (const [i, part] of parts.entries()) bytes.writeUInt32LE(part, i * 4)
  return bytes
}

/** Returns all deflate streams in the bytes, inflated. */
function inflated(bytes: Buffer): Buffer[] {
  const streams: Buffer[] = []
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    if (![0x01, 0x5e, 0x9c, 0xda].includes(bytes[at + 1] ?? 0)) continue
    try {
      streams.push(inflateSync(bytes.subarray(at)))
    } catch {
      // Not a stream, or an emptied one.
    }
  }
  return streams
}
