// The front of a station, and what its operator may ask about it.
import { request as askPlain } from 'node:http'
import { request as askSecure } from 'node:https'
import type { WebReach, WebReport } from '../../core/contract/index.ts'
import type { Log } from '../../core/index.ts'
import { openFront, type Front, type WebOptions } from '../front/index.ts'
import { FarRelay } from './far-relay.ts'

export interface StationFront {
  front: Front
  relay: FarRelay
}

const REACH_MS = 3_000
const SOON_DAYS = 14
/** Node's codes for a certificate that a browser would not accept either. */
const UNTRUSTED = /CERT|SIGNATURE|SELF_SIGNED|ALTNAME|ISSUER/

/** @throws INVALID with the reason */
export async function openStationFront(
  web: WebOptions,
  { rendererDir, log }: { rendererDir: string; log: Log },
): Promise<StationFront> {
  const relay = new FarRelay()
  return { front: await openFront({ web, rendererDir, log, target: relay }), relay }
}

/** Asks the front from outside, as far as this machine can. */
export async function describeWeb(front: Front): Promise<WebReport> {
  const { web, phones, guests } = front
  return {
    ...{ web, phones, guests, certificateDays: front.certificateDays() },
    reach: await findReach(phones),
  }
}

/** Sentences for the operator. */
export function warnOfWeb({ phones, certificateDays: days, reach }: WebReport): string[] {
  const warnings: string[] = []
  if (days !== null && days < 0) warnings.push('The certificate has ended. No phone can connect.')
  else if (days !== null && days < SOON_DAYS) warnings.push(`The certificate ends in ${days} days.`)
  if (reach === 'untrusted' && (days === null || days >= 0))
    warnings.push(`Browsers do not trust the certificate at ${phones}.`)
  if (reach === 'elsewhere') warnings.push(`Another program answers at ${phones}.`)
  if (reach === 'unreachable')
    warnings.push(`This machine cannot reach ${phones}. Some routers lead nobody inside back to it.`)
  return warnings
}

function findReach(origin: string): Promise<WebReach> {
  const ask = origin.startsWith('https:') ? askSecure : askPlain
  return new Promise((resolve) => {
    const asked = ask(`${origin}/`, { method: 'HEAD', timeout: REACH_MS }, (answer) => {
      const policy = String(answer.headers['content-security-policy'])
      resolve(policy.includes(origin.replace(/^http/, 'ws')) ? 'reached' : 'elsewhere')
      answer.resume()
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', (error: NodeJS.ErrnoException) =>
      resolve(UNTRUSTED.test(error.code ?? '') ? 'untrusted' : 'unreachable'),
    )
    asked.end()
  })
}
