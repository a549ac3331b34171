// A mail account at the mail server in memory.
import type { EngineOptions } from '../../../src/core/home-state.ts'
import type { Account } from '../../../src/core/contract/index.ts'
import { calling, eventually, type Person } from '../person.ts'
import type { MemoryServer } from './memory-server.ts'

/** Nobody says where mail is, and the usual names of any domain lead to this server, which sends none. */
export const servingMail = (server: MemoryServer): Partial<EngineOptions> => ({
  openMailServer: () => server,
  askMailServers: () => ({
    resolver: { resolveMx: () => Promise.reject(new Error()), resolveSrv: () => Promise.reject(new Error()) },
    fetch: () => Promise.resolve(null),
    tryServer: (_place, protocol) => Promise.resolve(protocol === 'imap' ? 'trusted' : 'silent'),
  }),
})

/** Adds `mara@example.org`, and waits until its mails are here. */
export async function addMemoryAccount(person: Person): Promise<Account> {
  const incoming = { host: 'mail.example.org', port: 993 }
  await person.do.accounts.add(
    { address: 'mara@example.org', name: 'Mara', password: 'secret', incoming },
    calling,
  )
  let account: Account | undefined
  await eventually(async () => {
    ;[account] = await person.do.accounts.list({}, calling)
    return account?.state === 'ready'
  }, 'ready')
  return account!
}
