// The port on dovecot, by the suite that the server in memory passes as well.
import { afterAll, beforeAll } from 'vitest'
import { openImapServer } from '../../../src/core/accounts/index.ts'
import { MailServers } from '../../support/mail-servers/mail-servers.ts'
import { describePort, type PortWorld } from '../../support/mail-servers/port-suite.ts'

/** Each test has an account of its own. */
const users = Array.from({ length: 100 }, (_, index) => `user${index}`)
let servers: MailServers

beforeAll(async () => {
  servers = await MailServers.start({ hasPostfix: false, users: [...users] })
})
afterAll(() => servers.stop())

async function open(): Promise<PortWorld> {
  const server = openImapServer(servers.imap(users.pop()!))
  return { server, elsewhere: server, close: async () => undefined }
}

describePort('dovecot', { qresync: true, condstore: true, idle: true }, open)
