// The ports of discovery on the real network.
import { Resolver } from 'node:dns/promises'
import type { AskMailServers } from './discovered.ts'
import { textFetcher } from './fetch-text.ts'
import { serverProbe } from './probe-server.ts'

const DNS_TIMEOUT_MS = 2500

/** @param ca PEM of one more authority that mail servers may be vouched by */
export const askNetwork: AskMailServers = (ca) => ({
  resolver: new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 2 }),
  fetch: textFetcher(),
  tryServer: serverProbe(ca === undefined ? {} : { ca }),
})
