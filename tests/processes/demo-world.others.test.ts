// The world of `demo.open`: letters in every state, people who answer, and nothing left at any end.
import { readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { createClient, type Api, type Box } from '../../src/core/contract/index.ts'
import { createPageChannel } from '../contract/transports.ts'
import { followLink, openPageSocket } from '../support/door-page.ts'
import { eventually } from '../support/command-line.ts'
import { Place, type UpReady } from './fumikura.ts'

let place: Place
let temporaryDir: string
const sockets: WebSocket[] = []

beforeEach(async () => {
  place = await Place.make({ hasDht: false })
  temporaryDir = join(place.dir, 'temporary')
  await mkdir(temporaryDir)
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close()
  await place.remove()
})

/**
 * Starts an engine in an empty home; its demo world uses a temporary folder that the test can
 * inspect.
 */
async function up(): Promise<{ home: ReturnType<Place['home']>; ready: UpReady; api: Api }> {
  const home = place.home('visitor')
  const ready = await home.up([], { TMPDIR: temporaryDir })
  return { home, ready, api: await visit(ready.url) }
}

/** Acts like the page: uses the link once for a session, and opens a socket. */
async function visit(url: string): Promise<Api> {
  const page = await followLink(url)
  const socket = await openPageSocket({ port: Number(new URL(url).port) }, page)
  sockets.push(socket)
  return createClient(createPageChannel(socket)).api
}

const foldersLeft = (): string[] =>
  readdirSync(temporaryDir).filter((name) => name.startsWith('fumikura-demo-world-'))

const noneIsLeft = (): Promise<string[]> =>
  eventually(
    'the world is gone with its folder',
    async () => foldersLeft(),
    (left) => left.length === 0,
  )

async function statesIn(api: Api, box: Box): Promise<string[]> {
  return (await api.letters.list({ box, limit: 100 })).map(({ state }) => state).sort()
}

/** Each person of the world answers in their way. */
async function isAnswered(alice: Api): Promise<void> {
  const contacts = await alice.people.contacts()
  const to = contacts.map(({ person }) => person)
  const { ref } = await alice.letters.send({ to, subject: 'Bread', text: 'Which of you has the good flour?' })
  const [{ knock } = { knock: '' }] = await alice.knocks.list()
  await alice.knocks.answer({ knock, answer: 'yes' })
  const inbox = await eventually(
    'bob and haruko have written',
    () => alice.letters.list({ limit: 2 }),
    (entries) => entries.every(({ sentAt }) => Date.parse(sentAt) > Date.now() - 60_000),
  )
  expect(inbox.map(({ from }) => from.name).sort()).toEqual(['Bob', '森 春子'])
  expect(inbox.find(({ from }) => from.name === 'Bob')).toMatchObject({ replyTo: ref, state: 'sealed' })
  await eventually(
    'carol has done it',
    async () => (await alice.letters.status({ ref })).readers,
    (readers) =>
      readers.some(({ name, state, note }) => name === 'Carol' && state === 'done' && note !== null),
  )
}

// One world for all, because it takes seconds to open.
test('demo.open starts one world, with letters in every state and people who answer; its page ends it, and its host the next one', async () => {
  const { home, api } = await up()
  const [first, second] = await Promise.all([api.demo.open(), api.demo.open()])
  const links = [first, second, await api.demo.open()].map(({ url }) => new URL(url))
  // One world, and one link per caller, because a link works once.
  expect(new Set(links.map(({ origin }) => origin)).size).toBe(1)
  expect(new Set(links.map(({ hash }) => hash)).size).toBe(3)
  expect(foldersLeft()).toHaveLength(1)

  const alice = await visit(first.url)
  expect(await alice.home.status()).toMatchObject({ state: 'open', name: 'Alice (demo)', wordsProven: true })
  expect({
    inbox: await statesIn(alice, 'inbox'),
    held: await statesIn(alice, 'held'),
    scheduled: await statesIn(alice, 'scheduled'),
    drafts: await statesIn(alice, 'drafts'),
    archive: await statesIn(alice, 'archive'),
    starred: await statesIn(alice, 'starred'),
    snoozed: await statesIn(alice, 'snoozed'),
  }).toEqual({
    inbox: [
      ...['accepted', 'done', 'recalled', 'referenced', 'referenced', 'referenced', 'referenced'],
      // An album that was opened, and what was said.
      ...['referenced', ...Array.from({ length: 9 }, () => 'sealed')],
    ],
    held: ['held'],
    scheduled: ['scheduled'],
    drafts: ['draft'],
    archive: ['done'],
    starred: ['done'],
    snoozed: ['referenced'],
  })
  const inbox = await alice.letters.list({})
  expect(inbox.filter(({ policy }) => policy.expires !== null)).toMatchObject([{ state: 'sealed' }])
  const timetable = inbox.find(({ subject }) => subject === 'Winter timetable of the bus')
  expect(timetable).toMatchObject({ state: 'sealed', policy: { mode: 'open' } })
  expect(inbox.filter(({ policy }) => policy.urgent)).toMatchObject([{ state: 'referenced' }])
  expect((await alice.home.standing()).labels).toEqual(['books', 'recipes'])
  expect(await alice.knocks.list()).toMatchObject([{ name: '森 春子' }])
  const notes = (await alice.letters.list({ box: 'sent' })).find(
    ({ subject }) => subject === 'Page nineteen',
  )!
  const { readers } = await alice.letters.status({ ref: notes.ref! })
  expect(readers.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
    'Bob referenced',
    'Carol notified',
  ])
  expect(await alice.doctor.report()).toMatchObject({
    healthy: true,
    clock: { state: 'steady' },
    skipped: {},
  })

  expect((await alice.stations.list()).map(({ name, waiting }) => `${name} ${waiting}`)).toEqual([
    'Cellar 0',
    'Studio 0',
    'Attic 0',
  ])
  const groups = await alice.groups.list()
  expect(groups.map(({ style, memberCount }) => `${style} ${memberCount}`).sort()).toEqual([
    'announcements 3',
    'conversation 3',
    'team 3',
  ])
  const circle = groups.find(({ style }) => style === 'conversation')!
  const { entries } = await alice.talks.stream({ with: circle.group })
  expect(entries.flatMap(({ reactions }) => reactions.map(({ text }) => text)).sort()).toEqual([
    'yes',
    '♡',
    '♡',
  ])
  expect((await alice.follows.list()).map(({ name, posts }) => `${name} ${posts}`).sort()).toEqual([
    'Bob 2',
    'Carol 1',
  ])
  const albums = await alice.albums.list({ from: 'all' })
  expect(albums.map(({ isMine, count, unopened }) => [isMine, count, unopened]).sort()).toEqual([
    [false, 5, 0],
    [true, 4, 0],
  ])
  const pictures = await alice.files.list({ from: 'all' })
  expect(pictures).toHaveLength(13)
  for (const { preview, facts } of pictures)
    expect([preview, facts.takenAt, facts.place, facts.width]).not.toContain(null)

  await isAnswered(alice)

  expect([await api.demo.standing(), await alice.demo.standing()]).toEqual([
    { isDemo: false },
    { isDemo: true },
  ])
  await expect(api.demo.end()).rejects.toMatchObject({ code: 'INVALID' })
  await expect(alice.demo.open()).rejects.toMatchObject({ code: 'INVALID' })
  await alice.demo.end()
  await noneIsLeft()
  // The process ends soon after its folder.
  await eventually(
    'another world begins',
    async () => {
      api.demo.open().catch(() => undefined)
      return foldersLeft()
    },
    (begun) => begun.length === 1,
  )
  // It still opens.
  await home.down()
  expect(foldersLeft()).toEqual([])
})

test('a killed host ends the world', async () => {
  const { home, api } = await up()
  await api.demo.open()
  await home.down('SIGKILL')
  await noneIsLeft()
})
