// Letters, strangers and groups between processes, over a DHT on this machine. Every command is a
// process, so this also holds stdin, stdout and exit codes. The commands themselves are tested in
// tests/scenarios/commands.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/command-line.ts'
import { arrival, ID, ISO, pair, party, send, statesOf, text } from '../support/people-commands.ts'
import { Place, type Home } from './fumikura.ts'

let place: Place
let alice: Home
let bob: Home
let carol: Home

beforeAll(async () => {
  place = await Place.make({ hasDht: true, hasProcesses: true })
  ;[alice, bob, carol] = await Promise.all([
    place.person('alice'),
    place.person('bob'),
    place.person('carol'),
  ])
  await pair(alice, bob)
})

afterAll(async () => {
  await place.remove()
})

test('the text on stdin is sent byte for byte, and the author sees the mark of its reader', async () => {
  const words = 'line one\n二行目 👩‍👩‍👧\n\ttab, "quotes", -- dashes\n'
  const to = ['send', '--to', 'bob', '--subject', 'stdin', '-']
  const { ref } = await alice.get<{ ref: string }>(to, { input: words })
  await arrival(ref, bob)
  expect(await bob.get(['read', ref])).toMatchObject({ text: words, verified: true })
  await bob.get(['mark', ref, 'accepted', '--note', '喜んで'])
  await eventually(
    'alice sees it',
    () => statesOf(alice, ref),
    ({ bob: state }) => state === 'accepted',
  )
  expect(await alice.refusal(to, { input: Buffer.from([0xff, 0xfe]) })).toBe('INVALID')
})

test('strangers meet over the DHT: by a knock, a public address and a link of a group', async () => {
  const { address } = await alice.get<{ address: string }>(['whoami'])
  const { knock } = await carol.get<{ knock: string }>(['knock', address, '初めまして'])
  expect(await alice.get(['knocks'])).toMatchObject([{ knock, ...party('carol'), text: '初めまして' }])

  expect(await carol.get(['follow', address])).toMatchObject({ person: text(ID) })
  const post = await send(alice, ['--to', 'public', '--subject', '桜', '--text', '咲きました。'])
  await eventually(
    'the post arrives',
    () => carol.get<{ ref: string }[]>(['list', '--box', 'following']),
    (posts) => posts.some(({ ref }) => ref === post),
  )

  await alice.get(['group', 'new', 'Choir'])
  const { link } = await alice.get<{ link: string }>(['group', 'link', 'Choir'])
  expect(await carol.get(['accept', link])).toMatchObject({ name: 'Choir', membership: 'member' })
  const ref = await send(carol, ['--to', 'Choir', '--subject', 'Hello', '--text', 'I am carol.'])
  await arrival(ref, alice)
  expect(await alice.get(['read', ref])).toMatchObject({ text: 'I am carol.' })
})

test('doctor shows the health of the home and the traffic of each connection', async () => {
  const report = await alice.get<{
    network: {
      swarm: string
      lan: string
      peers: { via: string; since: string; bytes: { in: number; out: number } }[]
    }
    feeds: { written: { records: number; bytes: number } }
  }>(['doctor'])
  expect(report).toMatchObject({
    ledger: { state: 'whole', reason: null },
    cores: { frozen: 0 },
    marks: { behind: 0, frozen: 0 },
    network: { enabled: true, swarm: 'listening', lan: 'off' },
    store: { blocks: expect.any(Number) as number, bytes: expect.any(Number) as number },
    skipped: {},
    parked: [],
    clock: { state: 'steady' },
  })
  expect(report.network.peers.length).toBeGreaterThan(0)
  for (const { via, since, bytes } of report.network.peers) {
    expect([via, since]).toEqual(['swarm', text(ISO)])
    expect(Math.min(bytes.in, bytes.out)).toBeGreaterThan(1000)
  }
  const { records, bytes } = report.feeds.written
  expect(bytes / records).toBeGreaterThan(256)
})
