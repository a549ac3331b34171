// Damaged bytes of every record, with unknown extensions. A decoder returns a value or throws
// MalformedRecord, and the value's own encoding is exactly these bytes. So signatures, hashes and
// comparisons of the value hold for the received bytes.
import { expect, test } from 'vitest'
import { MalformedRecord, toHex } from '../../src/core/base/index.ts'
import { mutate } from '../storm/decode/mutate.ts'
import { Random } from '../storm/random.ts'
import { records } from './records.ts'

const SEED = Number(process.env.FUMIKURA_FUZZ_SEED ?? 7)
const INPUTS = 400

test.each(records)(
  `$name encodes to the same bytes again or is refused, seed ${SEED}`,
  ({ form, samples }) => {
    const random = new Random(SEED)
    const extensions = [{ tag: 1, bytes: Buffer.from('odd') }]
    const wholes = samples.flatMap((sample) => [
      Buffer.from(form.encode(sample)),
      Buffer.from(form.encode({ ...(sample as object), extensions })),
    ])
    let refused = 0
    for (let i = 0; i < INPUTS; i++) {
      const bytes = mutate(random.pick(wholes), random.pick(wholes), random)
      try {
        const value = form.decode(bytes)
        expect(toHex(form.encode(value))).toBe(toHex(bytes))
      } catch (error) {
        if (!(error instanceof MalformedRecord)) throw error
        refused++
      }
    }
    expect(refused).toBeGreaterThan(0)
  },
)
