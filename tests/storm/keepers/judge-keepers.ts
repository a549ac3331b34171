// The judgement of the scenario `keepers-whole`, once everybody is on and connected again. What
// enough stations have opens while its author is off, what was taken back does not, the author
// learns of all of it, and no station has a word of any letter.
import { listUnsent } from '../../../src/core/access/index.ts'
import { handedOver } from '../../support/customers.ts'
import { findInFiles } from '../../support/decrypted-files.ts'
import { eventually } from '../../support/person.ts'
import { must, type Trial } from '../trial.ts'
import { countHonestShares } from './counted.ts'
import {
  PLAIN_WORDS,
  type LettersAtStations,
  type TrueLetter,
  type TrueReader,
} from './letters-at-stations.ts'
import type { KeepersWorld } from './world.ts'

const WITHIN_MS = 30_000
const READ_MS = 2_000

type Pair = readonly [TrueLetter, TrueReader]

export async function judgeKeepers(
  trial: Trial,
  world: KeepersWorld,
  letters: LettersAtStations,
): Promise<void> {
  await world.calm()
  if (letters.all.length > 0) await settle(world, letters)
  await letters.look()
  const pairs = letters.all.flatMap((letter) => letter.readers.map((one): Pair => [letter, one]))
  const mustOpen = pairs.filter((pair) => isToOpen(world, pair))
  await world.turn(world.author)
  for (const [letter, one] of mustOpen) await opensSoon(letters, letter, one)
  trial.count('opened in the end, by stations', mustOpen.length)
  for (const [letter, one] of pairs)
    if (one.isGone || one.isHeld) await letters.tryToRead(letter, one, READ_MS)
  await world.turn(world.author)
  await authorLearns(letters, pairs)
  await judgeFiles(world)
}

/** Waits until the stations have everything, and have answered all acts if none lost decisions. */
async function settle(world: KeepersWorld, letters: LettersAtStations): Promise<void> {
  const { person } = world.author
  const { ledger } = person.home.parts
  const honest = world.stations.filter(({ wasPutBack }) => !wasPutBack)
  const isSent = (): boolean => honest.every(({ device }) => listUnsent(ledger, device, 1).length === 0)
  await eventually(isSent, 'every share is at its station')
  if (world.isAnyPutBack) return
  await handedOver(person)
  await eventually(
    async () =>
      (await listStates(world, letters)).every((state) => !['recalling', 'holding'].includes(state)),
    'every act is certain, or came too late',
  )
}

async function listStates({ author }: KeepersWorld, { all }: LettersAtStations): Promise<string[]> {
  const readers = await Promise.all(all.map(({ ref }) => author.person.status(ref)))
  return readers.flat().map(({ state }) => state)
}

/** True if nobody took it back, and enough stations that decide have a share. */
function isToOpen(world: KeepersWorld, [letter, one]: Pair): boolean {
  const isLive = !letter.isRecalled && letter.expiresAtMs > world.clock.now() + WITHIN_MS
  const isFree = isLive && letter.lastAct === null && !one.hasRead
  return isFree && countHonestShares(world, letter, one) >= world.preset.need
}

function opensSoon(letters: LettersAtStations, letter: TrueLetter, one: TrueReader): Promise<void> {
  const who = one.reader.person.name
  return eventually(
    async () => (await letters.tryToRead(letter, one, READ_MS)) === null,
    `${letter.name} opens for ${who} from its stations`,
  )
}

async function authorLearns(letters: LettersAtStations, pairs: readonly Pair[]): Promise<void> {
  const isLearned = async (): Promise<boolean> => {
    await letters.look()
    return pairs.every(([, one]) => !one.hasRead || one.isOpened)
  }
  await eventually(isLearned, 'the author learns of every opening')
}

/** No station has a word of a letter in its files. */
export async function judgeFiles(world: KeepersWorld): Promise<void> {
  for (const { name, station } of world.stations) {
    await station.stop()
    const names = await findInFiles(station.homeDir, Buffer.from(PLAIN_WORDS))
    must(names.length === 0, `${name} has plain words in ${names.join(' ')}`)
  }
}
