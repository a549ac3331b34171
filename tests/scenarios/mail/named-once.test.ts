// Whom a mail names, as its reader sees them: this person stands behind their own addresses.
import { afterEach, expect, test } from 'vitest'
import { toText } from '../../../src/core/base/index.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'
import { addMemoryAccount, servingMail } from '../../support/mail-servers/memory-account.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { eventually, Person } from '../../support/person.ts'

let mara: Person
afterEach(() => mara.remove())

const idOfMara = (): string => toText(mara.home.parts.identity.person)

async function receive(subject: string, ...head: string[]): Promise<void> {
  const server = new MemoryServer()
  mara = await Person.create('mara', new MemoryNetwork(), undefined, servingMail(server))
  await addMemoryAccount(mara)
  const date = 'Date: Mon, 05 Jan 2026 08:00:00 +0000'
  server.deliver([...head, `Subject: ${subject}`, date, '', 'Words.', ''].join('\r\n'))
  await eventually(async () => (await mara.list('inbox')).length > 0, 'the mail')
}

test('an own address in a mail is this person, once, in its row and above its text alike', async () => {
  const own = 'Mara M <MARA@example.org>'
  await receive('bread', 'From: Ben <ben@example.net>', `To: ${own}, Jun <jun@example.net>`, `Cc: ${own}`)
  const [row] = await mara.list('inbox')
  const opened = await mara.read(row!.ref!)
  const named = [
    [idOfMara(), 'mara'],
    [row!.to[1]!.person, 'Jun <jun@example.net>'],
  ]
  expect(row!.to.map(({ person, name }) => [person, name])).toEqual(named)
  expect(opened.to.map(({ person, name }) => [person, name])).toEqual(named)
})

test('a mail that says it is from oneself shows the address that it states', async () => {
  await receive('note', 'From: Mara <mara@example.org>', 'To: mara@example.org')
  const [row] = await mara.list('inbox')
  const opened = await mara.read(row!.ref!)
  expect(opened).toMatchObject({ verified: false, from: { person: idOfMara(), address: 'mara@example.org' } })
})
