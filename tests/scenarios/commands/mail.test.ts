// A mail account by the command line: added by its address alone, listed, stopped and forgotten.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Account } from '../../../src/core/contract/index.ts'
import { eventually } from '../../support/command-line.ts'
import { servingMail } from '../../support/mail-servers/memory-account.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { PersonCommands } from '../../support/person-commands.ts'
import { Person } from '../../support/person.ts'
import { TestClock } from '../../support/test-clock.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()

const MAIL = [
  'From: Ben <ben@example.net>',
  'To: mara@example.org',
  'Subject: Plums',
  'Date: Thu, 01 Jan 2026 10:00:00 +0000',
  'Message-ID: <plums@example.net>',
  '',
  'Two baskets.',
  '',
].join('\r\n')

async function setUp(): Promise<{ mara: PersonCommands; server: MemoryServer }> {
  const [server, clock] = [new MemoryServer(), new TestClock()]
  const person = await Person.create('mara', new MemoryNetwork(), clock, servingMail(server))
  onTestFinished(() => person.remove())
  return { mara: new PersonCommands(person, clock), server }
}

const rows = async (mara: PersonCommands): Promise<Account[]> => mara.get(['mail'])

test('an account is added by its address, takes its mail, and is forgotten with its mails here', async () => {
  const { mara, server } = await setUp()
  server.deliver(MAIL)
  const added = await mara.get<Account>(['mail', 'add', 'mara@example.org', '-'], { input: 'secret\n' })
  expect(added).toEqual({ account: expect.any(String) as unknown, address: 'mara@example.org' })
  await eventually(
    'the mail is here',
    () => rows(mara),
    ([row]) => row?.state === 'ready' && row.kept === 1,
  )
  const listed = await mara.get<{ subject: string }[]>(['list', '--box', 'all'])
  expect(listed.map(({ subject }) => subject)).toEqual(['Plums'])

  expect(await mara.get(['mail', 'off', 'mara@example.org'])).toMatchObject({ state: 'off' })
  expect(await mara.get(['mail', 'keep', 'mara@example.org', 'all'])).toMatchObject({ state: 'off' })
  await mara.get(['mail', 'on', added.account])
  await mara.get(['mail', 'check', added.account])
  await eventually(
    'it goes on',
    () => rows(mara),
    ([row]) => row?.state === 'ready',
  )

  expect(await mara.get(['mail', 'forget', 'mara@example.org'])).toEqual(added)
  expect(await rows(mara)).toEqual([])
  expect(await mara.get(['list', '--box', 'all'])).toHaveLength(1)
})

const WITH_A_FILE = MAIL.replace('Subject: Plums', 'Content-Type: multipart/mixed; boundary=b').replace(
  'Two baskets.',
  [
    ...['--b', '', 'Two baskets.', '--b', 'Content-Type: text/csv; name="prices.csv"'],
    ...['Content-Disposition: attachment; filename="prices.csv"', '', 'plums,3', '--b--'],
  ].join('\r\n'),
)

test('a file of a mail is listed by the sender, with the number that save takes', async () => {
  const { mara, server } = await setUp()
  server.deliver(WITH_A_FILE)
  await mara.get(['mail', 'add', 'mara@example.org', '-'], { input: 'secret\n' })
  await eventually(
    'the mail is here',
    () => rows(mara),
    ([row]) => row?.state === 'ready' && row.kept === 1,
  )
  const [mail] = await mara.get<{ ref: string }[]>(['list', '--box', 'all'])
  const files = await mara.get<{ ref: string; number: number }[]>(['files', '--from', 'ben@example.net'])
  expect(files).toMatchObject([{ ref: mail!.ref, number: 1, name: 'prices.csv', size: 7 }])
  const folder = await makeFolder()
  await mara.get(['save', files[0]!.ref, String(files[0]!.number), '--to', folder])
  expect(await readFile(join(folder, 'prices.csv'), 'utf8')).toBe('plums,3')
  expect(await mara.get(['files'])).toEqual([])
  expect(await mara.refusal(['files', '--from', 'nobody@example.net'])).toBe('NOT_FOUND')
})

test('an address is no account twice, and none of nothing', async () => {
  const { mara } = await setUp()
  await mara.get(['mail', 'add', 'mara@example.org', '-', '--no-old'], { input: 'secret' })
  const again = { input: 'secret' }
  expect(await mara.refusal(['mail', 'add', 'mara@example.org', '-'], again)).toBe('INVALID')
  expect(await mara.refusal(['mail', 'add', 'no address', '-'], again)).toBe('INVALID')
  expect(await mara.refusal(['mail', 'add', 'eve@example.org', '-'], { input: '' })).toBe('INVALID')
})
