// The judgement of the scenario `keepers-circle`, once everybody is on and connected again. What is
// still for somebody opens while its author is off; what was taken back, and what was never theirs,
// does not; the blog is whole at the stations; and the author learns of every opening.
import { listUnsent } from '../../../src/core/access/index.ts'
import { listRosters, listUntold } from '../../../src/core/gates/index.ts'
import type { RosterChanges } from '../../../src/core/gates/author-rosters.ts'
import { eventually } from '../../support/person.ts'
import type { Circle } from './circle.ts'
import type { CircleLetter, CircleReader } from './circle-letters.ts'
import { hasEnough, hasHonestGate } from './circle-shares.ts'
import { judgeFiles } from './judge-keepers.ts'
import { must } from '../trial.ts'
import type { OneStation } from './world.ts'

const WITHIN_MS = 30_000
const READ_MS = 2_000
const REFUSED_MS = 500

type Pair = readonly [CircleLetter, CircleReader]

export async function judgeCircle(circle: Circle): Promise<void> {
  const { trial, world, letters } = circle
  await world.calm()
  await settle(circle)
  await letters.look()
  const pairs = letters.all.flatMap((letter) => letter.readers.map((one): Pair => [letter, one]))
  const closed = pairs.map((pair) => ({ pair, hadEnough: hasEnough(world, circle.group, ...pair) }))
  const mustOpen = pairs.filter((pair) => isToOpen(circle, pair))
  await world.turn(world.author)
  for (const pair of mustOpen) await opensSoon(circle, pair)
  trial.count('opened in the end, by stations', mustOpen.length)
  await Promise.all(closed.map((one) => staysClosed(circle, one)))
  await judgeBlog(circle)
  await world.turn(world.author)
  await authorLearns(circle, pairs)
  await judgeFiles(world)
}

/** Stations that take everything and have not lost anything. */
const listSound = ({ world }: Circle): OneStation[] =>
  world.standing.filter(({ wasPutBack, isSmall }) => !wasPutBack && !isSmall)

async function settle(circle: Circle): Promise<void> {
  const { world, letters, group } = circle
  const { ledger } = world.author.person.home.parts
  const isSent = (): boolean =>
    listSound(circle).every(({ device }) => listUnsent(ledger, device, 1).length === 0)
  await eventually(isSent, 'every share is at its station')
  await eventually(() => listMissing(circle).length === 0, 'every core is at the stations').catch(
    (error: unknown) => {
      throw new Error(`${(error as Error).message}; ${listMissing(circle).join(', ')}`)
    },
  )
  await eventually(async () => {
    const [owners, authors] = [
      await group.seenBy(group.owner.person),
      await group.seenBy(world.author.person),
    ]
    return [...owners].sort().join() === [...authors].sort().join()
  }, 'the author knows the members')
  const areTold = (): boolean =>
    listSound(circle).every(({ device }) =>
      listRosters(ledger, device).every(({ roster }) => isTold(listUntold(ledger, roster, 1))),
    )
  await eventually(areTold, 'every station knows the members')
  for (const [letter, one] of letters.all.flatMap((all) => all.readers.map((it): Pair => [all, it])))
    if (letters.isToOpen(letter, one.name)) await hasArrived(letter, one)
  if (world.isAnyPutBack || world.standing.some(({ isSmall }) => isSmall)) return
  const areSettled = async (): Promise<boolean> => {
    const states = await Promise.all(letters.all.map(({ ref }) => world.author.person.status(ref)))
    return states.flat().every(({ state }) => state !== 'recalling')
  }
  await eventually(areSettled, 'every recall is certain, or came too late')
}

const isTold = ({ members, struck }: RosterChanges): boolean => members.length + struck.length === 0

/** What sound stations do not have, as they have told. */
function listMissing(circle: Circle): string[] {
  const { ownCores, parts } = circle.world.author.person.home
  const sql = 'SELECT kept_length AS kept FROM station_cores WHERE station = ? AND core = ?'
  return listSound(circle).flatMap(({ name, device }) =>
    ownCores.list().flatMap(({ core, kind, length }) => {
      const kept = parts.ledger.get<{ kept: number }>(sql, device, core)?.kept ?? 0
      return kept < length ? [`${name} has ${kept} of ${length} blocks of a ${kind} core`] : []
    }),
  )
}

function hasArrived({ name, ref }: CircleLetter, { reader, name: who }: CircleReader): Promise<void> {
  const { person } = reader
  return eventually(
    async () => (await person.list('inbox', LONG_LIST)).some((entry) => entry.ref === ref),
    `${name} arrives at ${who}`,
  )
}

const LONG_LIST = { limit: 200 }

function isToOpen({ world, group, letters }: Circle, [letter, one]: Pair): boolean {
  return letters.isToOpen(letter, one.name) && !one.hasRead && hasHonestGate(world, group, letter, one)
}

function opensSoon({ letters }: Circle, [letter, one]: Pair): Promise<void> {
  return eventually(
    async () => (await letters.tryToRead(letter, one, READ_MS)) === null,
    `${letter.name} opens for ${one.name} from its stations`,
  )
}

/** What is gone, what was never theirs, and what a removed member had not opened. */
async function staysClosed(
  { trial, letters }: Circle,
  { pair: [letter, one], hadEnough }: { pair: Pair; hadEnough: boolean },
): Promise<void> {
  const { name, hasRead, isGone } = one
  if (hasRead || letters.isToOpen(letter, name)) return
  const isRemoved = letter.lost.has(name) && !letter.everGiven.has(name)
  if (!isGone && letters.mayRead(letter, name) && !isRemoved) return
  const code = await letters.tryToRead(letter, one, REFUSED_MS)
  trial.count(isRemoved ? 'tries of removed members' : isGone ? 'tries after the end' : 'tries of others')
  must(code !== null || hadEnough, `${letter.name} opens for ${name}, who was removed`)
}

async function judgeBlog({ blog, trial }: Circle): Promise<void> {
  await blog.follow(trial.random)
  if (!blog.isBegun) return
  for (const follower of blog.followers) {
    await eventually(
      () => blog.isListedFor(follower).catch(() => false),
      `the blog is whole for ${follower.person.name}`,
    )
    await blog.readAll(follower, WITHIN_MS)
    trial.count('posts read without their author', blog.posts.length)
  }
}

async function authorLearns({ letters }: Circle, pairs: readonly Pair[]): Promise<void> {
  const missing = (): string =>
    pairs
      .filter(([, one]) => one.hasRead && !one.isOpened)
      .map(([{ name }, one]) => `${name} by ${one.name}`)
      .join(', ')
  await eventually(async () => {
    await letters.look()
    return missing() === ''
  }, 'the author learns of every opening').catch((error: unknown) => {
    throw new Error(`${(error as Error).message}; not of ${missing()}`)
  })
}
