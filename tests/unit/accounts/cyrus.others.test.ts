// The port on Cyrus, by the suite that dovecot passes as well.
import { afterAll, beforeAll } from 'vitest'
import { openImapServer } from '../../../src/core/accounts/imap/imap-server.ts'
import { Cyrus } from '../../support/mail-servers/cyrus.ts'
import { describePort, type PortWorld } from '../../support/mail-servers/port-suite.ts'
import { hide, Relay } from '../../support/mail-servers/relay.ts'

let cyrus: Cyrus
let users = 0

beforeAll(async () => {
  cyrus = await Cyrus.start()
})
afterAll(() => cyrus.stop())

/** Each test has an account of its own. */
async function open(...hidden: string[]): Promise<PortWorld> {
  const user = `user${++users}`
  await cyrus.addUser(user)
  const elsewhere = openImapServer(cyrus.imap(user))
  if (hidden.length === 0) return { server: elsewhere, elsewhere, close: async () => undefined }
  const { certificate } = cyrus
  const relay = await Relay.start({ to: cyrus.ports.imaps, certificate, edit: hide(...hidden) })
  const server = openImapServer(cyrus.imap(user, { port: relay.port }))
  return { server, elsewhere, close: () => relay.stop() }
}

describePort('cyrus', { qresync: true, condstore: true, idle: true }, () => open())
describePort('cyrus without CONDSTORE', { qresync: false, condstore: false, idle: true }, () =>
  open('QRESYNC', 'CONDSTORE', 'MOVE'),
)
