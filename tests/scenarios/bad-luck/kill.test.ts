// kill -9 in the middle of sending, releasing and receiving, again and again: nothing said to be so is lost or doubled.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { SocketWires } from '../../support/socket-wires.ts'
import { MemoryNetwork, seededRandom } from '../../support/wire.ts'
import { letterText, numberOf, openLetters, writeLetters, type Said } from './letter-work.ts'
import { countNamed, isSameFeed, listAll, listTroubles, readOwnFeed, type Entries } from './wholeness.ts'

/** A hundred in CI, beside those of the ledger; more by FUMIKURA_KILLS. */
const KILLS_PER_LANE = Number(process.env.FUMIKURA_KILLS ?? 104) / 4
/** A death by the clock comes within this of waking up: it may also fall into the opening of the homes. */
const MAX_LIFE_MS = 400
/** By then a death at a moment has come; if its moment does not, the clock takes over. */
const MAX_WAIT_MS = 1000
const seed = Number(process.env.FUMIKURA_SEED ?? Date.now() % 1_000_000)

/** Who lives in the process that is killed; the others live here and go on. */
type Victims = 'both' | 'author' | 'reader'
type Moment = 'time' | 'commit' | 'append' | 'release' | 'arrival'

/** The moments that come to each: only an author releases, only a reader gets letters. */
const MOMENTS: Record<Victims, Moment[]> = {
  both: ['time', 'commit', 'append', 'release', 'arrival'],
  author: ['time', 'commit', 'append', 'release'],
  reader: ['time', 'commit', 'append', 'arrival'],
}

interface Death {
  moment: Moment
  /** The how-manieth of its moments it does not survive. */
  count: number
  /** How long it lives at most, in ms after it woke up. */
  lifeMs: number
}

interface Lane {
  alice: Person
  bob: Person
  heard: Said[]
}

const made: Person[] = []
afterEach(async () => {
  await Promise.all(made.splice(0).map((person) => person.remove()))
})

async function makePair(): Promise<[Person, Person]> {
  const network = new MemoryNetwork()
  const alice = await Person.create('alice', network)
  made.push(alice)
  const bob = await Person.create('bob', network)
  made.push(bob)
  await pair(alice, bob)
  return [alice, bob]
}

function drawDeath(moments: Moment[], kill: number, random: () => number): Death {
  const moment = moments[kill % moments.length]!
  const count = 1 + Math.floor(random() * (moment === 'release' || moment === 'arrival' ? 3 : 12))
  return { moment, count, lifeMs: moment === 'time' ? random() * MAX_LIFE_MS : MAX_WAIT_MS }
}

/** Starts the child, hears what it is promised, and is done when it is dead. */
async function liveAndDie(args: string[], death: Death, heard: Said[]): Promise<void> {
  const moment = [death.moment, String(death.count)]
  const child = await startChild('tests/scenarios/bad-luck/people-child.ts', [...args, ...moment])
  let errors = ''
  let killing: Promise<void> | null = null
  child.stderr!.on('data', (text) => (errors += String(text)))
  for await (const line of linesOf(child)) {
    heard.push(JSON.parse(line) as Said)
    killing ??= sleep(death.lifeMs).then(() => killChild(child))
  }
  await killing
  expect({ errors, signal: child.signalCode }).toEqual({ errors: '', signal: 'SIGKILL' })
}

/** Starts who survives, here, listening for the other; the returned function ends their work. */
async function startSurvivor(person: Person, socket: string, heard: Said[]): Promise<() => Promise<void>> {
  let isOver = false
  await person.start({ createWires: ({ device }) => new SocketWires(device, socket, 'listens') })
  const say = (said: Said): void => void heard.push(said)
  person.home.desk.events.on('released', ({ object }) => say({ word: 'released', object: toHex(object) }))
  const work = { first: 1, pauseMs: 300, say, isOver: () => isOver }
  const working = person.name === 'alice' ? writeLetters(person, work) : openLetters(person, say, work.isOver)
  return async () => {
    isOver = true
    await working
    await person.stop()
  }
}

async function runLane(victims: Victims, lane: number): Promise<Lane> {
  const random = seededRandom(seed + lane)
  const [alice, bob] = await makePair()
  await Promise.all([alice.stop(), bob.stop()])
  const heard: Said[] = []
  const survivor = { both: null, author: bob, reader: alice }[victims]
  const socket = join(alice.homeDir, 'wire')
  const stopSurvivor = survivor === null ? null : await startSurvivor(survivor, socket, heard)
  const homes = [alice, bob].map((person) => (person === survivor ? '-' : person.homeDir))
  let first = 1
  for (let kill = 0; kill < KILLS_PER_LANE; kill++) {
    await liveAndDie([...homes, socket, String(first)], drawDeath(MOMENTS[victims], kill, random), heard)
    // A letter may have been stored whose number was never said: the next life leaves room for it.
    first = 10 + Math.max(first, ...heard.map((said) => (said.word === 'sent' ? said.n : 0)))
  }
  await stopSurvivor?.()
  await alice.start()
  await bob.start()
  return { alice, bob, heard }
}

const refsOf = (heard: Said[], word: Said['word']): string[] =>
  heard.flatMap((said) => (said.word === word && 'ref' in said ? [said.ref] : []))

async function judge({
  alice,
  bob,
  heard,
}: Lane): Promise<{ letters: number; opened: number; unanswered: number }> {
  const refs = (await listAll(alice, 'sent')).map(({ ref }) => ref!).sort()
  await eventually(
    async () => (await listAll(bob, 'inbox')).length >= refs.length,
    10_000,
    'all notices arrive',
  )
  const inbox = await listAll(bob, 'inbox')
  expect(inbox.map(({ ref }) => ref!).sort()).toEqual([...new Set(refs)])
  expect(refs).toEqual(expect.arrayContaining(refsOf(heard, 'sent')))
  const unanswered = await judgeReleases(alice, heard, inbox)
  await judgeTexts({ alice, bob, heard }, inbox)
  await judgeMarks(alice, heard)
  await judgeFeeds(alice, bob, inbox)
  expect(heard.filter((said) => said.word === 'open' && said.frozen > 0)).toEqual([])
  expect(listTroubles(alice, bob)).toEqual([])
  return { letters: refs.length, opened: refsOf(heard, 'read').length, unanswered }
}

/**
 * Every release that was written is recorded, and cannot be taken back though its answer was lost; whether it still arrives is for
 * `judgeTexts`. Says how many answers were lost.
 */
async function judgeReleases(alice: Person, heard: Said[], inbox: Entries): Promise<number> {
  const refs = new Map(inbox.map(({ ref }) => [toHex(objectId(getRef(ref!))), ref!]))
  const unanswered = listUnanswered(heard).map((object) => refs.get(object)!)
  for (const ref of unanswered) {
    const { readers } = await alice.do.letters.recall({ ref }, calling)
    expect(readers.map(({ outcome }) => outcome)).toEqual(['too-late'])
  }
  for (const said of heard) {
    if (said.word !== 'released') continue
    const [reader] = await alice.status(refs.get(said.object)!)
    expect(reader!.state).toMatch(/^(referenced|done)$/)
  }
  return unanswered.length
}

/** Objects that were released in a life in which nobody came to read them. */
function listUnanswered(heard: Said[]): string[] {
  const unanswered = new Set<string>()
  for (const life of splitLives(heard)) {
    const read = new Set(refsOf(life, 'read').map((ref) => toHex(objectId(getRef(ref)))))
    for (const said of life)
      if (said.word === 'released' && !read.has(said.object)) unanswered.add(said.object)
  }
  return [...unanswered]
}

function splitLives(heard: Said[]): Said[][] {
  const lives: Said[][] = [[]]
  for (const said of heard) {
    if (said.word === 'awake') lives.push([])
    lives.at(-1)!.push(said)
  }
  return lives
}

/** Every letter can be opened and is what it was, on both sides; what bob had read he reads without her. */
async function judgeTexts({ alice, bob, heard }: Lane, inbox: Entries): Promise<void> {
  await alice.stop()
  for (const ref of refsOf(heard, 'read')) expect((await bob.read(ref, 0)).verified).toBe(true)
  await alice.start()
  for (const { ref, subject } of inbox) {
    const text = letterText(numberOf(subject!))
    expect([(await bob.read(ref!)).text === text, (await alice.read(ref!, 0)).text === text]).toEqual([
      true,
      true,
    ])
  }
}

async function judgeMarks(alice: Person, heard: Said[]): Promise<void> {
  const isDone = async (ref: string): Promise<boolean> => (await alice.status(ref))[0]!.state === 'done'
  for (const ref of refsOf(heard, 'marked')) await eventually(() => isDone(ref), 5000, 'a mark arrives')
}

/** Every feed is without gap and the same on both sides, and says each thing once; of open letters only that they arrived. */
async function judgeFeeds(alice: Person, bob: Person, inbox: Entries): Promise<void> {
  const letters = inbox.length
  const controlled = inbox.filter(({ mode }) => mode === 'controlled').length
  const told = async (): Promise<number> => countNamed(await readOwnFeed(bob, alice), 'kept').size
  await eventually(async () => (await told()) === controlled, 5000, 'bob tells what he keeps')
  await eventually(
    async () => (await isSameFeed(alice, bob)) && (await isSameFeed(bob, alice)),
    5000,
    'the feeds are the same',
  )
  const said = await readOwnFeed(bob, alice)
  const counted = [
    countNamed(await readOwnFeed(alice, bob), 'notice'),
    countNamed(said, 'arrived'),
    countNamed(said, 'kept'),
  ]
  expect(counted.map((counts) => ({ size: counts.size, most: Math.max(...counts.values()) }))).toEqual([
    { size: letters, most: 1 },
    { size: letters, most: 1 },
    { size: controlled, most: 1 },
  ])
}

async function runLanes(victims: Victims[]): Promise<void> {
  const lanes = await Promise.all(victims.map(runLane))
  const judged = []
  for (const lane of lanes) judged.push(await judge(lane))
  process.stdout.write(`seed ${seed}, ${KILLS_PER_LANE} kills a lane: ${JSON.stringify(judged)}\n`)
  expect(judged.reduce((sum, { unanswered }) => sum + unanswered, 0)).toBeGreaterThan(0)
}

test(
  'killing writer and reader at once, again and again, loses and doubles nothing',
  { timeout: 150_000 },
  () => runLanes(['both', 'both']),
)

test(
  'killing one while the other goes on, again and again, loses and doubles nothing',
  { timeout: 150_000 },
  () => runLanes(['author', 'reader']),
)
