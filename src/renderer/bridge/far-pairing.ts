// Pairs this phone with a home: proves that it has the link, shows six digits, and waits until they
// are typed at home. The digits are made of the handshake, so only this phone and its home know them.
import type { OwnPhone } from '../../core/contract/phones.ts'
import { makeDhKey, type DhKey } from '../../core/contract/noise.ts'
import type { FarAnswer, Tunnel } from '../../core/contract/tunnel.ts'
import { dialFar } from '../../core/contract/tunnel-handshake.ts'
import { keepHome } from './far-home.ts'
import type { FarLink } from './far-link.ts'
import { joined, pairCode, pairProof } from './far-proof.ts'
import { openFarLink } from './far-socket.ts'

/**
 * `used`: another device used the link first. `late`: no link waits at home. `wrong`: other digits
 * were typed. `away`: home does not answer. `cancelled`: home ended it.
 */
export type PairFault = 'used' | 'late' | 'wrong' | 'away' | 'cancelled' | 'update'

export class NotPaired extends Error {
  readonly fault: PairFault

  constructor(fault: PairFault) {
    super(`Not paired: ${fault}.`)
    this.fault = fault
  }
}

export interface Paired {
  self: OwnPhone
  /** It serves the contract from now on. */
  tunnel: Tunnel
}

const PING_EVERY_MS = 10_000

/** What home says when it refuses, and what that means here. */
const FAULTS: Partial<Record<string, PairFault>> = { used: 'used', over: 'late', wrong: 'wrong' }

/**
 * @param name of this phone, until its owner gives it another
 * @param onCode gets the six digits
 * @throws NotPaired
 */
export async function pairPhone(
  link: FarLink,
  name: string,
  onCode: (digits: string) => void,
): Promise<Paired> {
  const { relay, route, homeKey, token } = link
  const key = await makeDhKey()
  const { tunnel, answer } = await dial(link, key)
  if (answer.kind !== 'pair') {
    tunnel.close('nothing to pair')
    throw new NotPaired(answer.kind === 'refused' && answer.why === 'update' ? 'update' : 'late')
  }
  const told = new Promise<Uint8Array>((resolve, reject) => {
    tunnel.onControl((kind, body) => kind === 'paired' && resolve(body))
    tunnel.onClose(() => reject(new NotPaired('cancelled')))
  })
  // A relay ends a link that says nothing for a minute, and somebody looks for their glasses.
  const timer = setInterval(() => void tunnel.ping(PING_EVERY_MS), PING_EVERY_MS)
  told.catch(() => undefined).finally(() => clearInterval(timer))
  const { handshakeHash } = tunnel
  const said = new TextEncoder().encode(JSON.stringify({ name, browser: navigator.userAgent }))
  tunnel.send('pair', joined(await pairProof(token, handshakeHash), said))
  onCode(await pairCode(token, handshakeHash))
  const verdict = JSON.parse(new TextDecoder().decode(await told)) as OwnPhone & { refused?: string }
  if (verdict.refused !== undefined) {
    tunnel.close('not paired')
    throw new NotPaired(FAULTS[verdict.refused] ?? 'cancelled')
  }
  await keepHome({ key, homeKey, route, relay })
  return { self: verdict, tunnel }
}

/** A station may learn of the route a moment after the link was shown. */
const PAUSES_MS = [500, 1500, 3000]

/** @throws NotPaired */
async function dial(
  { relay, route, homeKey }: FarLink,
  key: DhKey,
): Promise<{ tunnel: Tunnel; answer: FarAnswer }> {
  for (const pauseMs of [...PAUSES_MS, null]) {
    try {
      return await dialFar(await openFarLink(relay, route), {
        ...{ key, homeKey, route, clock: { monotonicMs: () => performance.now() } },
        hello: { version: 1, calls: [] },
      })
    } catch {
      if (pauseMs !== null) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  throw new NotPaired('away')
}
