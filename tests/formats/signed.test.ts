// Stored signatures stay valid as long as the signed form does not change. As with records.json,
// FUMIKURA_MAKE_FIXTURES=1 writes them again until the release.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isWithdrawalGenuine } from '../../src/core/access/index.ts'
import { releaseForm, isReleaseGenuine } from '../../src/core/access/release-record.ts'
import { withdrawalForm } from '../../src/core/access/withdrawal-record.ts'
import { fromHex, MalformedRecord, UnknownForm } from '../../src/core/base/index.ts'
import { verifySuccession } from '../../src/core/feeds/index.ts'
import { decodeDeskWord } from '../../src/core/groups/desk-word.ts'
import { groupIdOf, ownersByTitle, titleForm } from '../../src/core/groups/title.ts'
import { cardForm } from '../../src/core/identity/card.ts'
import { decodeCard, encodeCard, parseAddress, type Card } from '../../src/core/identity/index.ts'
import { sign } from '../../src/core/seal/index.ts'
import { device, makeSigned } from './signed-samples.ts'

const path = resolve(import.meta.dirname, '../fixtures/formats/signed.json')
if (process.env.FUMIKURA_MAKE_FIXTURES === '1')
  writeFileSync(path, `${JSON.stringify(await makeSigned(), null, 2)}\n`)
const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
const bytesOf = (name: string): Uint8Array => fromHex(stored[name]!)
const { publicKey } = device

test('stored signatures are still valid', () => {
  const title = titleForm.decode(bytesOf('title'))
  expect({
    card: decodeCard(bytesOf('card')).name,
    pictured: decodeCard(bytesOf('pictured')).picture !== null,
    address: parseAddress(stored.address!).devices,
    release: isReleaseGenuine(releaseForm.decode(bytesOf('release')), publicKey),
    withdrawal: isWithdrawalGenuine(withdrawalForm.decode(bytesOf('withdrawal')), publicKey),
    succession: verifySuccession(bytesOf('succession'), publicKey)?.generation,
    owners: ownersByTitle(groupIdOf(title), title)?.length,
    word: decodeDeskWord(bytesOf('desk word')).term,
  }).toEqual({
    ...{ card: '文庫 alice', pictured: true, address: [publicKey], release: true, withdrawal: true },
    ...{ succession: 1, owners: 2, word: 2 },
  })
})

/** Signs a card with an extension, as a newer program would. */
function signNewer(card: Card, tag: number): Uint8Array {
  const said = { ...card, extensions: [{ tag, bytes: Buffer.from('more') }] }
  const signature = sign('fumikura/card/1', device, cardForm.unsigned.encode(said))
  return cardForm.encode({ ...said, signature })
}

test('a signature covers the extensions, so a record with an unknown odd extension stays valid, and without it does not', () => {
  const card = decodeCard(bytesOf('card'))
  const bytes = signNewer(card, 1)
  const read = decodeCard(bytes)
  expect(read.name).toBe(card.name)
  expect(Buffer.from(encodeCard(read)).equals(bytes)).toBe(true)
  const { extensions: _, ...without } = read
  expect(() => decodeCard(encodeCard(without))).toThrow(MalformedRecord)
  const other = { ...read, extensions: [{ tag: 1, bytes: Buffer.from('less') }] }
  expect(() => decodeCard(encodeCard(other))).toThrow(MalformedRecord)
  expect(() => decodeCard(signNewer(card, 2))).toThrow(UnknownForm)
})
