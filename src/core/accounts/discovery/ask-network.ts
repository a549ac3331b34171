// The ports of discovery on the real network.
import { Resolver } from 'node:dns/promises'
import type { Trust } from '../mail-server.ts'
import type { DiscoveryParts } from './discovered.ts'
import { textFetcher } from './fetch-text.ts'
import { serverProbe } from './probe-server.ts'

const DNS_TIMEOUT_MS = 2500

/** @param trust which certificates of mail servers count */
export function askNetwork(trust: Trust): Pick<DiscoveryParts, 'resolver' | 'fetch' | 'tryServer'> {
  return {
    resolver: new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 }),
    fetch: textFetcher(),
    tryServer: serverProbe(trust),
  }
}
