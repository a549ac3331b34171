// first-sync: the mail of years comes in from dovecot, next to a client that only fetches it. Meanwhile a
// contact asks for the keys of letters.
import { openImapServer } from '../../src/core/accounts/index.ts'
import type { RefText } from '../../src/core/contract/index.ts'
import { mailOf } from '../../tests/support/mail-file.ts'
import { MailServers, PASSWORD } from '../../tests/support/mail-servers/mail-servers.ts'
import type { Bench, Findings, Row, Setting } from '../bench.ts'
import { summarize, writeCount } from '../figures.ts'
import { startPair, type PersonProcess } from '../processes/people.ts'
import type { FirstSync } from '../processes/person-mail.ts'
import { pause, repeat } from '../rounds.ts'

const NORMAL_MAILS = 10_000
const QUICK_MAILS = 300
const CONNECTIONS = 4
const USER = 'mara'
const NEVER = new AbortController().signal
/** One release after the other would be a load of its own. */
const QUIET_MS = 100
const IDLE_RELEASES = 60
const FIRST_PAGE_MS = 2000
const MAILS_A_SECOND = 1000
const MEMORY_BYTES = 300e6
const RELEASE_P95_MS = 20

export const firstSync: Bench = {
  name: 'first-sync',
  about: 'The mail of years from dovecot, and keys that a contact asks for meanwhile.',
  async run(setting): Promise<Findings> {
    if (process.getuid?.() !== 0) return { rows: [], notes: ['Dovecot needs root, so nothing was measured.'] }
    const mails = setting.letters ?? (setting.isQuick ? QUICK_MAILS : NORMAL_MAILS)
    const servers = await MailServers.start({ hasPostfix: false, users: [USER] })
    setting.atEnd(() => servers.stop())
    setting.say(`${writeCount(mails)} mails are put into an account`)
    await fill(servers, mails)
    const { alice, bob } = await startPair(setting)
    const letters = await sendLetters(setting, alice, bob, mails)
    const idle = await repeat(Math.min(IDLE_RELEASES, letters.length / 2), () => release(bob, letters))
    setting.say('a client fetches them')
    const fetched = await timeFetch(servers)
    setting.say('the mails come in')
    const { synced, releases } = await sync(servers, alice, bob, { mails, letters })
    return { rows: rowsOf(mails, synced, fetched, { idle, busy: releases }), notes: NOTES }
  },
}

async function fill(servers: MailServers, mails: number): Promise<void> {
  const append = async (first: number): Promise<void> => {
    const connection = await openImapServer(servers.imap(USER)).connect(NEVER)
    for (let number = first; number < mails; number += CONNECTIONS)
      await connection.append('INBOX', Buffer.from(mailOf(number).replaceAll('\n', '\r\n')), [])
    await connection.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, first) => append(first)))
}

/** Enough for one each 100 ms, at the speed of 250 mails a second. */
async function sendLetters(
  { say }: Setting,
  alice: PersonProcess,
  bob: PersonProcess,
  mails: number,
): Promise<RefText[]> {
  const count = IDLE_RELEASES + Math.ceil(((mails / 250) * 1000) / QUIET_MS)
  say(`${writeCount(count)} letters are sent`)
  const letters = await alice.run('sendMany', { to: ['bob'], bytes: 1024, count, mode: 'controlled' })
  await bob.run('waitForArrivals', count)
  return letters
}

async function release(bob: PersonProcess, letters: RefText[]): Promise<number> {
  await pause(QUIET_MS)
  const ref = letters.pop()
  if (ref === undefined) throw new Error('the key of every letter was asked for already')
  return bob.run('timeRelease', ref)
}

/** Returns how long a client needs that fetches each mail and keeps none, in ms. */
async function timeFetch(servers: MailServers): Promise<number> {
  const startedAt = performance.now()
  const connection = await openImapServer(servers.imap(USER)).connect(NEVER)
  await connection.select('INBOX')
  for await (const { raw } of connection.fetchWhole('1:*', NEVER))
    if (raw.length === 0) throw new Error('a mail is empty')
  await connection.close()
  return performance.now() - startedAt
}

async function sync(
  servers: MailServers,
  alice: PersonProcess,
  bob: PersonProcess,
  { mails, letters }: { mails: number; letters: RefText[] },
): Promise<{ synced: FirstSync; releases: number[] }> {
  const { host, port } = servers.imap(USER).address
  const releases: number[] = []
  let isOver = false
  const syncing = alice
    .run('addAccount', { user: USER, password: PASSWORD, ca: servers.ca, incoming: { host, port }, mails })
    .finally(() => (isOver = true))
  while (!isOver) releases.push(await release(bob, letters))
  return { synced: await syncing, releases }
}

function rowsOf(
  mails: number,
  { firstPageMs, ms, cpuMs, peakBytes }: FirstSync,
  fetchedMs: number,
  { idle, busy }: { idle: number[]; busy: number[] },
): Row[] {
  const speedOf = (tookMs: number) => summarize([(mails * 1000) / tookMs])
  const own = speedOf(ms)
  const released = summarize(busy)
  return [
    {
      ...{ what: 'the first page is listed', unit: 'ms', own: summarize([firstPageMs]), rival: null },
      aim: { text: 'within 2 s', holds: firstPageMs <= FIRST_PAGE_MS },
    },
    {
      ...{ what: 'mails kept and found by their words', unit: 'letters/s', own },
      rival: { what: 'fetched, and not kept', ...speedOf(fetchedMs) },
      aim: { text: `at least ${writeCount(MAILS_A_SECOND)}`, holds: own.median >= MAILS_A_SECOND },
    },
    {
      ...{ what: 'processor time for a mail', unit: 'ms', own: summarize([cpuMs / mails]) },
      ...{ rival: null, aim: null },
    },
    {
      ...{ what: 'most memory of the engine', unit: 'bytes', own: summarize([peakBytes]), rival: null },
      aim: { text: 'under 300 MB', holds: peakBytes < MEMORY_BYTES },
    },
    {
      ...{ what: 'the release of a key meanwhile', unit: 'ms', own: released },
      rival: { what: 'before', ...summarize(idle) },
      aim: { text: `p95 at most ${RELEASE_P95_MS} ms`, holds: released.p95 <= RELEASE_P95_MS },
    },
  ]
}

const NOTES = [
  'Threads of four, Japanese and English, one mail in fifty with a file. Dovecot is on the same machine.',
  'The memory is the most that the process ever had, with its libraries and its threads.',
]
