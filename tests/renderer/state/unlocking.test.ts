// Opening the lock of a phone while its connection comes: home checks only its last challenge.
import { afterEach, expect, it, vi } from 'vitest'
import type { KeptLock } from '../../../src/renderer/bridge/far-lock.ts'
import * as passkey from '../../../src/renderer/bridge/passkey.ts'
import { Unlocking } from '../../../src/renderer/state/unlocking.svelte.ts'

const kept: KeptLock = {
  lock: { kind: 'passkey', credential: 'aaaa' },
  salt: new Uint8Array(32),
  sealed: null,
}
const secret = null

afterEach(() => vi.restoreAllMocks())

it('a press before the connection is there signs the challenge that home drew last', async () => {
  const sign = vi.spyOn(passkey, 'signByPasskey')
  sign.mockImplementation((_credential, challenge) =>
    Promise.resolve({ signed: { clientData: challenge } as passkey.Signed['signed'], secret }),
  )
  let connect!: () => void
  const isConnected = new Promise<void>((resolve) => (connect = resolve))
  let drawn = 0
  const calls = {
    challenge: () => Promise.resolve({ challenge: `challenge-${++drawn}` }),
    unlock: ({ signed }: { signed: { clientData: string } }) => {
      if (signed.clientData !== `challenge-${drawn}`) throw new Error('refused')
      return Promise.resolve({ ticket: 'ticket' })
    },
  }
  const unlocking = new Unlocking(kept, () => isConnected.then(() => calls as never))
  unlocking.prepare()
  const opening = unlocking.byPasskey()
  connect()
  await isConnected
  // The page does this after it has met its home.
  unlocking.prepare()
  expect(await opening).toEqual({ ticket: 'ticket', secret })
  expect(unlocking.problem).toBeNull()
})
