// Sealing to somebody goes through KEM boxes and small boxes. A sealed box of libsodium rests on
// X25519 alone, so nothing uses one.
import { expect, it } from 'vitest'
import { READS_ALL, readSources } from './source.ts'

it('seals nothing in a box that X25519 alone protects', READS_ALL, () => {
  const sources = readSources(['src'], /\.ts$/)
  const classical = [...sources].filter(([, text]) =>
    /crypto_box_seal|crypto_sign_ed25519_\w+_to_curve/.test(text),
  )
  expect(classical.map(([path]) => path)).toEqual([])
})
