// The mail server in memory, by the suite that dovecot passes as well.
import { describePort, type PortWorld } from '../../support/mail-servers/port-suite.ts'
import { MemoryServer } from '../../support/mail-servers/memory-server.ts'

async function open(qresync: boolean, condstore: boolean): Promise<PortWorld> {
  const server = new MemoryServer({ qresync, condstore })
  return { server, elsewhere: server, close: async () => undefined }
}

describePort('a mail server in memory', { qresync: true, condstore: true, idle: true }, () =>
  open(true, true),
)
describePort('one with CONDSTORE only', { qresync: false, condstore: true, idle: true }, () =>
  open(false, true),
)
describePort('one without both', { qresync: false, condstore: false, idle: true }, () => open(false, false))
