// The mail of years comes in from dovecot, and the engine is killed again and again meanwhile.
// FUMIKURA_FIRST_SYNC=10000 plays it at the size of a real account.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openImapServer, type MailConnection } from '../../src/core/accounts/index.ts'
import { MailServers, PASSWORD } from '../support/mail-servers/mail-servers.ts'
import { plainMail } from '../support/mail-servers/sample-mails.ts'
import { eventually } from '../support/command-line.ts'
import { Place, type Home } from './fumikura.ts'

const MAILS = Number(process.env.FUMIKURA_FIRST_SYNC ?? 1500)
/** Each kill comes between two pages of mails. */
const KILLS = Math.min(20, Math.floor(MAILS / 250))
const CONNECTIONS = 4
/** A mail of people has some kilobytes of words. */
const WORDS = 'Dear all, the boat leaves on Saturday at nine from the old harbour. '.repeat(40)
const NEVER = new AbortController().signal

let servers: MailServers
let place: Place

beforeAll(async () => {
  servers = await MailServers.start({ hasPostfix: false, users: ['killed'] })
  place = await Place.make({ hasDht: false })
  await writeFile(join(place.dir, 'password'), PASSWORD)
  await writeFile(join(place.dir, 'ca.pem'), servers.ca)
  await fill('killed')
}, 300_000)
afterAll(async () => {
  await place.remove()
  await servers.stop()
})

async function fill(user: string): Promise<void> {
  const append = async (first: number): Promise<void> => {
    const connection: MailConnection = await openImapServer(servers.imap(user)).connect(NEVER)
    for (let i = first; i < MAILS; i += CONNECTIONS)
      await connection.append('INBOX', plainMail(`mail-${i}`, `Number ${i}`, WORDS).raw, [])
    await connection.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, first) => append(first)))
}

async function addAccount(home: Home, user: string): Promise<void> {
  const { port } = servers.imap(user).address
  const files = ['--password-file', join(place.dir, 'password'), '--ca', join(place.dir, 'ca.pem')]
  await home.get([
    'mail',
    'add',
    `${user}@example.org`,
    '--user',
    user,
    '--imap',
    `localhost:${port}`,
    ...files,
  ])
}

interface Standing {
  state: string
  kept: number
  of: number
}
const standing = async (home: Home): Promise<Standing> => (await home.get<[Standing]>(['mail']))[0]

async function allAreHere(home: Home): Promise<void> {
  await eventually(
    'all mails',
    () => standing(home),
    ({ state, kept }) => state === 'ready' && kept === MAILS,
  )
}

const PAGE = 1000

/** The subjects of all mails in the inbox. */
async function listSubjects(home: Home): Promise<string[]> {
  const subjects: string[] = []
  for (let before: string[] = []; ;) {
    const page = await home.get<Listed[]>(['list', '--limit', String(PAGE), ...before])
    subjects.push(...page.map(({ subject }) => subject))
    if (page.length < PAGE) return subjects
    before = ['--before', page.at(-1)!.cursor]
  }
}

interface Listed {
  subject: string
  cursor: string
}

const expected = Array.from({ length: MAILS }, (_, i) => `Number ${i}`).sort()

test(`an engine that is killed ${KILLS} times keeps every mail, and each once`, async () => {
  const home = await place.person('killed')
  await addAccount(home, 'killed')
  let kept = 0
  for (let kill = 0; kill < KILLS; kill++) {
    await eventually(
      'more mails',
      () => standing(home),
      (now) => now.kept > kept,
    )
    kept = (await standing(home)).kept
    // At another moment of the next page each time.
    await wait(20 * (kill % 7))
    await home.down('SIGKILL')
    await home.up()
  }
  expect(kept).toBeLessThan(MAILS)
  await allAreHere(home)
  expect((await listSubjects(home)).sort()).toEqual(expected)
}, 600_000)
