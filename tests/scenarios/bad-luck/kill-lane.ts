// Lanes of runs that end by kill -9: a writer and a reader, one or both in a killed process.
// At the end both homes are opened here, because each acknowledged fact must hold once on both
// sides.
import { deepEqual, ok } from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toHex } from '../../../src/core/base/index.ts'
import { getRef, objectId } from '../../../src/core/store/index.ts'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { SocketWires } from '../../support/socket-wires.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { seededRandom } from '../../support/link.ts'
import { letterText, numberOf, openLetters, writeLetters, type Said } from './letter-work.ts'
import { countNamed, isSameFeed, listAll, listTroubles, readOwnFeed, type Entries } from './wholeness.ts'

/**
 * A kill by time-out happens within this time after the start,
 * so also during the opening of the homes.
 */
const MAX_LIFE_MS = 400
/** A kill at a moment has happened by then; otherwise the time-out kills. */
const MAX_WAIT_MS = 1000

/** The people in the killed process; the others run here and survive. */
export type Victims = 'both' | 'author' | 'reader'
type Moment = 'time' | 'commit' | 'append' | 'release' | 'arrival'

/** The moments of each person. Only an author releases, only a reader receives letters. */
const MOMENTS: Record<Victims, Moment[]> = {
  both: ['time', 'commit', 'append', 'release', 'arrival'],
  author: ['time', 'commit', 'append', 'release'],
  reader: ['time', 'commit', 'append', 'arrival'],
}

interface Death {
  moment: Moment
  /** The process dies at this occurrence of its moment. */
  count: number
  /** The longest life in ms after the start. */
  lifeMs: number
}

export interface LaneOrder {
  victims: Victims
  seed: number
  /** True if another kill should follow. */
  isNext: () => boolean
  onMade: (person: Person) => void
}

export interface Judged {
  letters: number
  opened: number
  /** Releases whose answer was lost. */
  unanswered: number
}

/** The label that a rule of bob gives to each letter of alice. */
const RULED = 'ruled'

interface Lane {
  alice: Person
  bob: Person
  heard: Said[]
}

async function makePair(onMade: (person: Person) => void): Promise<[Person, Person]> {
  const network = new MemoryNetwork()
  const alice = await Person.create('alice', network)
  onMade(alice)
  const bob = await Person.create('bob', network)
  onMade(bob)
  await pair(alice, bob)
  const acts = { labels: [RULED], archive: false, star: false, mute: false, done: false }
  await bob.do.rules.add({ name: 'All', query: 'from:alice', acts }, calling)
  return [alice, bob]
}

function drawDeath(moments: Moment[], kill: number, random: () => number): Death {
  const moment = moments[kill % moments.length]!
  const count = 1 + Math.floor(random() * (moment === 'release' || moment === 'arrival' ? 3 : 12))
  return { moment, count, lifeMs: moment === 'time' ? random() * MAX_LIFE_MS : MAX_WAIT_MS }
}

/** Starts the child and collects its acknowledged facts; resolves when it is dead. */
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
  deepEqual({ errors, signal: child.signalCode }, { errors: '', signal: 'SIGKILL' })
}

/** Starts the surviving person here, listening for the other; the returned function stops them. */
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

/** Kills while `isNext` returns true. `onMade` gets the people; the caller always removes them. */
export async function runLane({ victims, seed, isNext, onMade }: LaneOrder): Promise<Lane> {
  const random = seededRandom(seed)
  const [alice, bob] = await makePair(onMade)
  await Promise.all([alice.stop(), bob.stop()])
  const heard: Said[] = []
  const survivor = { both: null, author: bob, reader: alice }[victims]
  const socket = join(alice.homeDir, 'wire')
  const stopSurvivor = survivor === null ? null : await startSurvivor(survivor, socket, heard)
  const homes = [alice, bob].map((person) => (person === survivor ? '-' : person.homeDir))
  let first = 1
  for (let kill = 0; isNext(); kill++) {
    await liveAndDie([...homes, socket, String(first)], drawDeath(MOMENTS[victims], kill, random), heard)
    // A letter may be stored whose number was not printed, so the next run skips a number.
    first = 10 + Math.max(first, ...heard.map((said) => (said.word === 'sent' ? said.n : 0)))
  }
  await stopSurvivor?.()
  await alice.start()
  await bob.start()
  return { alice, bob, heard }
}

const refsOf = (heard: Said[], word: Said['word']): string[] =>
  heard.flatMap((said) => (said.word === word && 'ref' in said ? [said.ref] : []))

/** @throws AssertionError if a promise was broken */
export async function judgeLane({ alice, bob, heard }: Lane): Promise<Judged> {
  const refs = (await listAll(alice, 'sent')).map(({ ref }) => ref!).sort()
  await eventually(async () => (await listAll(bob, 'inbox')).length >= refs.length, 'all notices arrive')
  const inbox = await listAll(bob, 'inbox')
  deepEqual(inbox.map(({ ref }) => ref!).sort(), [...new Set(refs)])
  deepEqual(
    refsOf(heard, 'sent').filter((ref) => !(refs as string[]).includes(ref)),
    [],
  )
  await judgeRules(bob, inbox)
  const unanswered = await judgeReleases(alice, heard, inbox)
  await judgeTexts({ alice, bob, heard }, inbox)
  await judgeMarks(alice, heard)
  await judgeFeeds(alice, bob, inbox)
  deepEqual(
    heard.filter((said) => said.word === 'open' && said.frozen > 0),
    [],
  )
  deepEqual(listTroubles(alice, bob), [])
  return { letters: refs.length, opened: refsOf(heard, 'read').length, unanswered }
}

/** A letter that was filed before a kill is ordered at the next start, and each only once. */
async function judgeRules(bob: Person, inbox: Entries): Promise<void> {
  const ruled = async (): Promise<number> =>
    (await listAll(bob, 'inbox')).filter(({ tidy }) => tidy.labels.includes(RULED)).length
  await eventually(async () => (await ruled()) === inbox.length, 'the rule acts on all letters')
  const [rule] = await bob.do.rules.list({}, calling)
  deepEqual(rule?.acted, inbox.length)
}

/**
 * Every written release is recorded and cannot be recalled, although its answer was lost.
 * `judgeTexts` checks whether it still arrives. Returns the number of lost answers.
 */
async function judgeReleases(alice: Person, heard: Said[], inbox: Entries): Promise<number> {
  const refs = new Map(inbox.map(({ ref }) => [toHex(objectId(getRef(ref!))), ref!]))
  const unanswered = listUnanswered(heard).map((object) => refs.get(object)!)
  for (const ref of unanswered) {
    const { readers } = await alice.do.letters.recall({ ref }, calling)
    deepEqual(
      readers.map(({ outcome }) => outcome),
      ['too-late'],
    )
  }
  for (const said of heard) {
    if (said.word !== 'released') continue
    const [reader] = await alice.status(refs.get(said.object)!)
    ok(['referenced', 'done'].includes(reader!.state), `${said.object} is ${reader!.state}`)
  }
  return unanswered.length
}

/** Objects released in a run in which no reader printed a text. */
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

/** Every letter opens with its text on both sides; bob opens his read letters without her. */
async function judgeTexts({ alice, bob, heard }: Lane, inbox: Entries): Promise<void> {
  await alice.stop()
  for (const ref of refsOf(heard, 'read')) ok((await bob.read(ref, 0)).verified)
  await alice.start()
  for (const { ref, subject } of inbox) {
    const text = letterText(numberOf(subject!))
    ok((await bob.read(ref!)).text === text, `${subject} is another letter to bob`)
    ok((await alice.read(ref!, 0)).text === text, `${subject} is another letter to alice`)
  }
}

async function judgeMarks(alice: Person, heard: Said[]): Promise<void> {
  const isDone = async (ref: string): Promise<boolean> => (await alice.status(ref))[0]!.state === 'done'
  for (const ref of refsOf(heard, 'marked')) await eventually(() => isDone(ref), 'a mark arrives')
}

/**
 * Every feed is whole, equal on both sides and has each fact once;
 * of open letters only the arrival.
 */
async function judgeFeeds(alice: Person, bob: Person, inbox: Entries): Promise<void> {
  const letters = inbox.length
  const controlled = inbox.filter(({ policy }) => policy.mode === 'controlled').length
  const told = async (): Promise<number> => countNamed(await readOwnFeed(bob, alice), 'kept').size
  await eventually(async () => (await told()) === controlled, 'bob reports the kept objects')
  await eventually(
    async () => (await isSameFeed(alice, bob)) && (await isSameFeed(bob, alice)),
    'the feeds are the same',
  )
  const said = await readOwnFeed(bob, alice)
  const counted = [
    countNamed(await readOwnFeed(alice, bob), 'notice'),
    countNamed(said, 'arrived'),
    countNamed(said, 'kept'),
  ]
  deepEqual(
    counted.map((counts) => ({ size: counts.size, most: Math.max(0, ...counts.values()) })),
    [letters, letters, controlled].map((size) => ({ size, most: Math.min(1, size) })),
  )
}
