// Which account sends a letter, and from which of its addresses.
import { expect, test } from 'vitest'
import { putAccount, putAddresses } from '../../../src/core/accounts/account-rows.ts'
import { AccountSender } from '../../../src/core/accounts/account-sender.ts'
import { accountsSchema } from '../../../src/core/accounts/index.ts'
import { HomeLedger } from '../../support/home-ledger.ts'

const place = { host: 'localhost', port: 993, security: 'tls' as const }

function openSender(): (wanted: string | null) => string | null {
  const ledger = new HomeLedger([accountsSchema])
  ledger.transact((tx) => {
    for (const [at, address] of ['reads@example.org', 'mara@example.org', 'jun@example.org'].entries()) {
      const id = new Uint8Array(16).fill(at + 1)
      putAccount(tx, {
        ...{
          id,
          address,
          name: 'Mara',
          user: address,
          incoming: place,
          keeps: 'texts',
          isOn: true,
          trust: {},
        },
        ...{ addedAt: at, since: 0, trouble: null, maxBytes: null },
        outgoing: at === 0 ? null : place,
      })
      const all = [address, `office-${address}`]
      putAddresses(
        tx,
        id,
        all.map((one) => ({ address: one, name: '', signature: '' })),
      )
    }
  })
  const sender = new AccountSender({ ledger: ledger as never, access: {} as never })
  return (wanted) => sender.findSendingAccount(ledger, wanted)?.address ?? null
}

test.each([
  [null, 'mara@example.org'],
  ['jun@example.org', 'jun@example.org'],
  // The mail that is answered names it in any case.
  ['Office-Jun@Example.org', 'office-jun@example.org'],
  ['reads@example.org', null],
  ['nobody@example.org', null],
])('a letter from %s is from %s', (wanted, address) => {
  expect(openSender()(wanted)).toBe(address)
})
