// What carries the messages of phones can neither open nor understand them: it loads no cryptography
// and knows nothing of the contract but what a link is.
import { expect, test } from 'vitest'
import { findImports, readSources } from './source.ts'

/** All that a message passes between the socket of a phone and the wire of its home. */
const RELAY: Readonly<Record<string, readonly string[]>> = {
  'src/main/station/far-relay.ts': ['src/core/index.ts (types)', 'src/main/front/index.ts (types)'],
  'src/main/front/far-sockets.ts': [
    ...['node:http (types)', 'node:stream (types)', 'src/core/contract/message-link.ts'],
    ...['src/main/front/address-class.ts', 'src/main/front/rate-limit.ts', 'src/main/front/phone-link.ts'],
    'src/main/front/route-limit.ts',
    'ws',
  ],
  'src/main/front/phone-link.ts': ['src/core/contract/message-link.ts', 'ws (types)'],
  'src/core/station/far-routes.ts': [
    ...['src/core/base/index.ts', 'src/core/contract/message-link.ts', 'src/core/network/index.ts'],
    ...['src/core/station/accounts.ts (types)', 'src/core/station/egress.ts (types)'],
  ],
  'src/core/network/far-channel.ts': [
    ...['src/core/base/index.ts', 'src/core/contract/message-link.ts', 'src/core/network/far-messages.ts'],
    ...['src/core/network/far-queue.ts', 'src/core/network/peer.ts (types)'],
    'src/core/network/wire-channel.ts (types)',
  ],
  'src/core/network/far-queue.ts': [
    'src/core/contract/message-link.ts (types)',
    'src/core/network/far-messages.ts',
  ],
  'src/core/network/far-messages.ts': ['src/core/base/index.ts', 'src/core/contract/message-link.ts'],
  'src/core/network/wire-channel.ts': ['src/core/cores/index.ts (types)'],
}

test('the relay loads no seal, and of the contract only what a link is', () => {
  const sources = readSources(['src/main/front', 'src/main/station', 'src/core'], /\.ts$/)
  for (const [path, expected] of Object.entries(RELAY)) {
    const found = findImports(path, sources.get(path)!)
    const names = found.map(({ path: file, specifier, isTypeOnly }) => {
      return `${file ?? specifier}${isTypeOnly ? ' (types)' : ''}`
    })
    expect([path, [...new Set(names)].sort()]).toEqual([path, [...expected].sort()])
  }
})

test('what a link is imports nothing', () => {
  const [[path, text]] = readSources(['src/core/contract'], /^message-link\.ts$/, 'flat') as unknown as [
    [string, string],
  ]
  expect(findImports(path, text)).toEqual([])
})
