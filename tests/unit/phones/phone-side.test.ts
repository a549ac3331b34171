// The page of a phone reads the link that the home writes, and makes the same proof and digits of it.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { formatFarLink } from '../../../src/core/phones/far-link.ts'
import { pairCode, pairProof } from '../../../src/core/phones/pairing.ts'
import { parseFarLink, toBase64Url } from '../../../src/renderer/bridge/far-link.ts'
import * as page from '../../../src/renderer/bridge/far-proof.ts'

const parts = { route: randomBytes(16), homeKey: randomBytes(32), token: randomBytes(16) }
const origin = 'https://cellar.example'
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

test('a phone reads the link of its home, and nothing else', () => {
  const link = formatFarLink({ origin, ...parts })
  const read = parseFarLink(` ${link}\n`, 'cellar.example')!
  expect(read.relay).toBe('cellar.example')
  expect([read.route, read.homeKey, read.token].map(hex)).toEqual(Object.values(parts).map(hex))
  const bytes = Buffer.from(link.split('#p.')[1]!, 'base64url')
  const withRelay = toBase64Url(Buffer.concat([bytes, Buffer.from('nas.example:8443')]))
  expect(parseFarLink(`#p.${withRelay}`, 'cellar.example')?.relay).toBe('nas.example:8443')
  const newer = toBase64Url(Uint8Array.from(bytes, (byte, at) => (at === 0 ? 2 : byte)))
  const others = ['', origin, `#p.${newer}`, link.slice(0, -3), `${origin}/#code=abc`]
  expect(others.map((text) => parseFarLink(text, 'cellar.example'))).toEqual(others.map(() => null))
})

test('both ends make the same proof and digits of one handshake', async () => {
  for (let round = 0; round < 20; round++) {
    const hash = randomBytes(32)
    expect(hex(await page.pairProof(parts.token, hash))).toBe(hex(pairProof(parts.token, hash)))
    expect(await page.pairCode(parts.token, hash)).toBe(pairCode(parts.token, hash))
  }
})
