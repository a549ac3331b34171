// The world of `demo.open`: letters in every state, people who answer, and nothing left at any end.
import { readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { createClient, type Api, type Box } from '../../src/core/contract/index.ts'
import { createPageChannel } from '../contract/transports.ts'
import { followLink, openPageSocket } from '../support/door-page.ts'
import { eventually, Place, type UpReady } from './fumikura.ts'

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

test('demo.open starts one world with letters in every state, and the world ends with its host', async () => {
  const { home, api } = await up()
  const beganAt = performance.now()
  const [first, second] = await Promise.all([api.demo.open(), api.demo.open()])
  expect(performance.now() - beganAt).toBeLessThan(20_000)
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
    drafts: await statesIn(alice, 'drafts'),
    archive: await statesIn(alice, 'archive'),
    starred: await statesIn(alice, 'starred'),
    snoozed: await statesIn(alice, 'snoozed'),
  }).toEqual({
    inbox: [
      ...['accepted', 'done', 'recalled', 'referenced', 'referenced', 'referenced', 'referenced'],
      ...['sealed', 'sealed', 'sealed'],
    ],
    held: ['held', 'scheduled'],
    drafts: ['draft'],
    archive: ['done'],
    starred: ['done'],
    snoozed: ['referenced'],
  })
  const inbox = await alice.letters.list({})
  expect(inbox.filter(({ policy }) => policy.expires !== null)).toMatchObject([{ state: 'sealed' }])
  expect(inbox.filter(({ policy }) => policy.mode === 'open')).toMatchObject([{ state: 'sealed' }])
  expect(inbox.filter(({ policy }) => policy.urgent)).toMatchObject([{ state: 'referenced' }])
  expect((await alice.letters.counts()).labels).toEqual(['books', 'recipes'])
  expect(await alice.knocks.list()).toMatchObject([{ name: '森 春子' }])
  const notes = (await alice.letters.list({ box: 'sent' })).find(({ state }) => state === 'mixed')!
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

  await home.down()
  expect(foldersLeft()).toEqual([])
})

test('bob answers a letter, carol marks it done, and an admitted page writes', async () => {
  const { api } = await up()
  const alice = await visit((await api.demo.open()).url)
  const contacts = await alice.people.contacts()
  const to = contacts.map(({ person }) => person)
  const { ref } = await alice.letters.send({ to, subject: 'Bread', text: 'Which of you has the good flour?' })
  const [{ knock } = { knock: '' }] = await alice.knocks.list()
  await alice.knocks.answer({ knock, answer: 'yes' })
  const inbox = await eventually(
    'bob and haruko have written',
    () => alice.letters.list({ limit: 2 }),
    (entries) => entries.every(({ sentAt }) => Date.parse(sentAt) > Date.now() - 60_000),
    20_000,
  )
  expect(inbox.map(({ from }) => from.name).sort()).toEqual(['Bob', '森 春子'])
  expect(inbox.find(({ from }) => from.name === 'Bob')).toMatchObject({ replyTo: ref, state: 'sealed' })
  await eventually(
    'carol has done it',
    async () => (await alice.letters.status({ ref })).readers,
    (readers) =>
      readers.some(({ name, state, note }) => name === 'Carol' && state === 'done' && note !== null),
  )
})

test('a killed host ends the world', async () => {
  const { home, api } = await up()
  await api.demo.open()
  await home.down('SIGKILL')
  await noneIsLeft()
})

test('a host that ends while the world opens leaves no process or folder', async () => {
  const { home, api } = await up()
  api.demo.open().catch(() => undefined)
  await eventually(
    'the world has begun',
    async () => foldersLeft(),
    (begun) => begun.length === 1,
  )
  await home.down()
  await noneIsLeft()
})
