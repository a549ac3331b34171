// The port on dovecot, by the suite that the server in memory passes as well. A relay hides what
// other servers do not have.
import { afterAll, beforeAll } from 'vitest'
import { openImapServer } from '../../../src/core/accounts/imap/imap-server.ts'
import { MailServers } from '../../support/mail-servers/mail-servers.ts'
import { describePort, type PortWorld } from '../../support/mail-servers/port-suite.ts'
import { hide, Relay } from '../../support/mail-servers/relay.ts'

/** Each test has an account of its own. */
const users = Array.from({ length: 150 }, (_, index) => `user${index}`)
let servers: MailServers

beforeAll(async () => {
  servers = await MailServers.start({ hasPostfix: false, users: [...users] })
})
afterAll(() => servers.stop())

async function open(...hidden: string[]): Promise<PortWorld> {
  const user = users.pop()!
  const elsewhere = openImapServer(servers.imap(user))
  if (hidden.length === 0) return { server: elsewhere, elsewhere, close: async () => undefined }
  const certificate = servers.certificate
  const relay = await Relay.start({ to: servers.dovecot.ports.imaps, certificate, edit: hide(...hidden) })
  const server = openImapServer(servers.imap(user, { port: relay.port }))
  return { server, elsewhere, close: () => relay.stop() }
}

describePort('dovecot', { qresync: true, condstore: true, idle: true }, () => open())
describePort('dovecot with CONDSTORE only', { qresync: false, condstore: true, idle: true }, () =>
  open('QRESYNC'),
)
describePort('dovecot without both', { qresync: false, condstore: false, idle: true }, () =>
  open('QRESYNC', 'CONDSTORE', 'MOVE'),
)
