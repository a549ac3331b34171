// This home and another program order one account at dovecot at the same time, and this home is
// offline for half of it. In the end both sides are equal, with any ability of the server.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Box, LetterSummary } from '../../../src/core/contract/index.ts'
import { MailServers, PASSWORD } from '../../support/mail-servers/mail-servers.ts'
import { OtherProgram, type DumpedMail } from '../../support/mail-servers/other-program.ts'
import { hide, Relay } from '../../support/mail-servers/relay.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, Person } from '../../support/person.ts'

/** `npm run test:others` plays all acts with FUMIKURA_MANY, else a few. */
const ACTS = process.env.FUMIKURA_MANY === '1' ? 1000 : 150
const MAILS = 40
const SEED = Number(process.env.FUMIKURA_SEED ?? Date.now() % 1e9)
/** Acts between a cut and the next connection. */
const STRETCH = 25
const LABELS = ['work', 'home']
const FOLDERS = ['INBOX', 'Archive', 'Junk', 'Trash', 'Clients']
const USERS = Array.from({ length: 12 }, (_, index) => `user${index}`)

let servers: MailServers
beforeAll(async () => {
  servers = await MailServers.start({ hasPostfix: false, users: [...USERS] })
}, 60_000)
afterAll(() => servers.stop())

/** Numbers below `count`, the same for the same seed (mulberry32). */
function randomly(seed: number): (count: number) => number {
  let state = seed
  return (count) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count)
  }
}

const subjectOf = (index: number): string => `Mail number ${index};`
const rawOf = (subject: string): string =>
  [
    'From: Ben Ito <ben@example.net>',
    'To: mara@example.org',
    `Subject: ${subject}`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${subject.replaceAll(/\W/g, '.')}@example.net>`,
    '',
    'Words.',
    '',
  ].join('\r\n')

class World {
  readonly relay: Relay
  readonly other: OtherProgram
  readonly mara: Person

  private constructor(relay: Relay, other: OtherProgram, mara: Person) {
    this.relay = relay
    this.other = other
    this.mara = mara
  }

  static async open(hidden: string[], count: number): Promise<World> {
    const user = USERS.pop()!
    const { imaps } = servers.dovecot.ports
    // It reads what is said, so it is the end of TLS.
    const relay = await Relay.start({ to: imaps, certificate: servers.certificate, edit: hide(...hidden) })
    const other = new OtherProgram({ host: '127.0.0.1', port: imaps, user, password: PASSWORD })
    await other.create('Clients')
    const subjects = Array.from({ length: count }, (_, index) => subjectOf(index))
    await other.append(
      'INBOX',
      subjects.map((subject) => [subject, rawOf(subject)]),
    )
    const mara = await Person.create('mara', new MemoryNetwork())
    const world = new World(relay, other, mara)
    await world.add(user, relay)
    return world
  }

  async add(user: string, relay: Relay): Promise<void> {
    const incoming = { host: 'localhost', port: relay.port, security: 'tls' as const }
    await this.mara.do.accounts.add(
      { address: `${user}@example.org`, user, password: PASSWORD, ca: servers.ca, incoming },
      calling,
    )
    await eventually(() => this.isSettled(), 'ready')
  }

  async close(): Promise<void> {
    this.other.close()
    await this.mara.remove()
    await this.relay.stop()
  }

  async isSettled(): Promise<boolean> {
    const accounts = await this.mara.do.accounts.list({}, calling)
    return accounts.every(({ state, waiting }) => state === 'ready' && waiting === 0)
  }

  async look(): Promise<void> {
    const accounts = await this.mara.do.accounts.list({}, calling)
    for (const { account } of accounts) await this.mara.do.accounts.check({ account }, calling)
  }

  /** How each mail is here: its shelf, flags and labels, by its subject. */
  async here(): Promise<Map<string, string>> {
    // A mail that the server has nowhere is listed as imported.
    const boxes: Box[] = ['inbox', 'archive', 'spam', 'trash', 'imported']
    const rows = await Promise.all(boxes.map(async (box) => this.mara.list(box, { limit: 1000 })))
    const say = (box: Box, { subject, tidy }: LetterSummary): [string, string] => {
      const labels = tidy.labels.map((one) => one.toLowerCase()).sort()
      return [subject!, [box, tidy.unread ? '' : 'seen', tidy.starred ? 'star' : '', ...labels].join(' ')]
    }
    return new Map(rows.flatMap((some, at) => some.map((row) => say(boxes[at]!, row))))
  }

  /** The same, as the other program sees it. */
  async there(): Promise<Map<string, string>> {
    const shelves: Record<string, Box> = { INBOX: 'inbox', Junk: 'spam', Trash: 'trash' }
    const say = ([folder, subject, flags]: DumpedMail): [string, string] => {
      const isOwn = !FOLDERS.includes(folder) || folder === 'Clients'
      const words = flags.filter((flag) => !/^[\\$]/.test(flag)).concat(isOwn ? [folder] : [])
      const labels = [...new Set(words.map((one) => one.toLowerCase()))].sort()
      const marks = [flags.includes('\\Seen') ? 'seen' : '', flags.includes('\\Flagged') ? 'star' : '']
      return [subject, [shelves[folder] ?? 'archive', ...marks, ...labels].join(' ')]
    }
    return new Map((await this.other.dump()).map(say))
  }

  /** Waits until both sides say the same of each mail that the server has. */
  async untilEqual(): Promise<Map<string, string>> {
    let failure: unknown = null
    let [here, there] = [new Map<string, string>(), new Map<string, string>()]
    const differing = (): unknown[] =>
      [...there].flatMap(([subject, state]) =>
        here.get(subject) === state ? [] : [[subject, here.get(subject), state]],
      )
    await eventually(async () => {
      await this.look()
      await eventually(() => this.isSettled(), 'settled')
      ;[here, there] = [await this.here(), await this.there()]
      return differing().length === 0
    }, 'equal').catch((error: unknown) => (failure = error))
    expect({ differing: differing(), failure }).toEqual({ differing: [], failure: null })
    return there
  }
}

/** What the person does here. */
async function actHere({ mara }: World, random: (count: number) => number): Promise<void> {
  const boxes: Box[] = ['inbox', 'archive', 'spam', 'trash']
  const rows = (await Promise.all(boxes.map(async (box) => mara.list(box, { limit: 1000 })))).flat()
  const { ref, tidy, bin } = rows[random(rows.length)]!
  const refs = [ref!]
  const { letters } = mara.do
  const label = LABELS[random(LABELS.length)]!
  const acts = [
    () => letters.tidy({ refs, unread: !tidy.unread }, calling),
    () => mara.read(ref!),
    () => letters.tidy({ refs, starred: !tidy.starred }, calling),
    () => letters.tidy({ refs, archived: !tidy.archived }, calling),
    () => letters.tidy({ refs, addLabels: [label] }, calling),
    () => letters.tidy({ refs, removeLabels: [label] }, calling),
    () => letters.bin({ refs, bin: bin === 'spam' ? null : 'spam' }, calling),
    () => letters.bin({ refs, bin: bin === 'trash' ? null : 'trash' }, calling),
    // At once undone.
    async () => {
      await letters.bin({ refs, bin: 'trash' }, calling)
      await letters.bin({ refs, bin }, calling)
    },
  ]
  await acts[random(acts.length)]!()
}

/** What another program does at the server. Returns how many mails it deleted. */
async function actThere({ other }: World, random: (count: number) => number): Promise<number> {
  const mails = await other.dump()
  const [folder, subject, flags] = mails[random(mails.length)]!
  const flag = ['\\Seen', '\\Flagged', ...LABELS][random(4)]!
  const kind = random(30)
  if (kind === 0) await other.delete(folder, subject)
  else if (kind < 12) await other.move(folder, subject, FOLDERS[random(FOLDERS.length)]!)
  else await other.flag(folder, subject, flags.includes(flag) ? '-' : '+', flag)
  return kind === 0 ? 1 : 0
}

test.each([
  ['QRESYNC', []],
  ['CONDSTORE', ['QRESYNC']],
  ['neither', ['QRESYNC', 'CONDSTORE']],
])(
  `${ACTS} acts on both sides, half of them offline, end equal: %s (seed ${SEED})`,
  async (_name, hidden) => {
    const random = randomly(SEED)
    const world = await World.open(hidden, MAILS)
    let deleted = 0
    try {
      for (let act = 0; act < ACTS; act++) {
        if (act % STRETCH === 0) {
          world.relay.isDown = !world.relay.isDown
          if (world.relay.isDown) world.relay.cut()
          await world.look()
          // Sometimes the acts of both sides meet in the middle of what is told.
          if (!world.relay.isDown && random(2) === 0) await eventually(() => world.isSettled(), 'settled')
        }
        if (random(2) === 0) await actHere(world, random)
        else deleted += await actThere(world, random)
      }
      world.relay.isDown = false
      const there = await world.untilEqual()
      // Nothing was deleted but by the other program, and nothing is here twice or not at all.
      expect(there.size).toBe(MAILS - deleted)

      await eventually(async () => (await world.here()).size === MAILS, 'all here')
    } finally {
      await world.close()
    }
  },
  20 * 60_000,
)

/** How often bodies were asked for. */
const fetched = ({ said }: Relay): number => said.toString('latin1').match(/BODY\.PEEK\[\]/g)?.length ?? 0

test('a folder that another program renames is another label, and no mail of it is fetched again', async () => {
  const world = await World.open([], 3)
  try {
    await world.other.move('INBOX', subjectOf(1), 'Clients')
    await world.untilEqual()
    const before = fetched(world.relay)
    expect((await world.here()).get(subjectOf(1))).toBe('archive   clients')
    await world.other.rename('Clients', 'Customers')
    await world.untilEqual()
    expect((await world.here()).get(subjectOf(1))).toBe('archive   customers')
    expect(fetched(world.relay)).toBe(before)
  } finally {
    await world.close()
  }
}, 120_000)

test('one mail in two accounts is fetched once, and what is done with it reaches both', async () => {
  const world = await World.open([], 2)
  const user = USERS.pop()!
  const { imaps } = servers.dovecot.ports
  const second = await Relay.start({ to: imaps, certificate: servers.certificate })
  const there = new OtherProgram({ host: '127.0.0.1', port: imaps, user, password: PASSWORD })
  try {
    expect(fetched(world.relay)).toBeGreaterThan(0)
    const [subject, raw] = [subjectOf(0), await world.other.raw('INBOX', subjectOf(0))]
    await there.append('INBOX', [[subject, raw]])
    await world.add(user, second)
    expect(fetched(second)).toBe(0)
    const rows = (await world.mara.list('inbox')).filter((row) => row.subject === subject)
    expect(rows).toHaveLength(1)
    await world.mara.do.letters.tidy({ refs: [rows[0]!.ref!], starred: true, archived: true }, calling)
    for (const one of [world.other, there])
      await eventually(async () => {
        const found = (await one.dump()).find(([, name]) => name === subject)
        return found?.[0] === 'Archive' && found[2].includes('\\Flagged')
      }, 'told')
  } finally {
    there.close()
    await world.close()
    await second.stop()
  }
}, 120_000)
