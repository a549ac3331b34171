// The secret of what a phone keeps, sealed by what its passkey gives.
import { expect, it } from 'vitest'
import { drawSealedSecret, openSecret, OwnCacheKey } from '../../../src/renderer/bridge/cache-key.ts'
import { OutboxStore, type OutboxRow } from '../../../src/renderer/bridge/outbox-store.ts'
import type { Waiting } from '../../../src/renderer/bridge/waiting-calls.ts'

const HOME_KEY = new Uint8Array(32).fill(7)
const [own, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]

it('only the same passkey opens the secret, and no script can read it', async () => {
  const { secret, sealed } = await drawSealedSecret(own)
  const row = await new OwnCacheKey(secret, HOME_KEY).seal('row', 'Persimmons')
  expect(await openSecret(sealed, other)).toBeNull()
  const opened = (await openSecret(sealed, own))!
  expect(opened.extractable).toBe(false)
  expect(await new OwnCacheKey(opened, HOME_KEY).open('row', row)).toBe('Persimmons')
})

it('what waits is sealed anew, with what comes meanwhile', async () => {
  const [before, after] = await Promise.all(
    [own, other].map(async (by) => new OwnCacheKey((await drawSealedSecret(by)).secret, HOME_KEY)),
  )
  let rows: OutboxRow[] = []
  const store = new OutboxStore(before!, {
    list: async () => rows,
    put: async (row) => void (rows = [...rows, { ...row, order: rows.length + 1 }]),
    replace: async () => false,
  })
  await store.keep({ id: 'a', call: 'drafts.remove' } as Waiting)
  let tries = 0
  let keeping = Promise.resolve()
  await store.sealAnew(after!, async (_, sealed) => {
    if (++tries === 1) return false
    keeping = store.keep({ id: 'b', call: 'drafts.remove' } as Waiting)
    // Enough for it to be written, if it did not wait for its turn.
    await new Promise((resolve) => setTimeout(resolve, 20))
    rows = sealed
    before!.become(after!)
    return true
  })
  await keeping
  expect((await store.list()).map(({ waiting }) => waiting.id)).toEqual(['a', 'b'])
  expect(tries).toBe(2)
  store.close()
})
