// Frames. Every value that a handler may return arrives unchanged at the other side.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeError,
  encodeFrame,
  encodeInSlices,
  encodeRefusal,
  parseFrame,
} from '../../../src/core/contract/frames.ts'
import { EngineError } from '../../../src/core/contract/index.ts'

function carry(value: unknown): unknown {
  return parseFrame(encodeFrame({ id: 1, value }))?.value
}

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 64 }),
)
const key = fc.oneof(fc.constantFrom('$', '__proto__', 'constructor', 'id'), fc.string())
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie('tree')), { maxLength: 4 })
      .map((entries) => Object.fromEntries(entries) as unknown),
  ),
}))

describe('a frame', () => {
  it('keeps every value, also bytes and unusual keys', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(isDeepStrictEqual(carry(value), value)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps bytes of a buffer as plain bytes, and only the range of the view', () => {
    const view = Buffer.from('..bytes..').subarray(2, 7)
    expect(carry({ view })).toStrictEqual({ view: Uint8Array.from(Buffer.from('bytes')) })
  })

  it('does not let a foreign key reach the prototype', () => {
    const parsed = parseFrame('{"id":1,"value":{"__proto__":{"$":"AA=="},"x":{"$":"AA=="}}}')
    expect((parsed?.value as Record<string, unknown>).x).toStrictEqual(new Uint8Array(1))
    expect(Object.getPrototypeOf(parsed?.value)).toBe(Object.prototype)
  })
})

describe('a refusal', () => {
  it('a refusal with an unknown code becomes INTERNAL and keeps the code', () => {
    expect(decodeError({ code: 'MOON_PHASE', message: 'not tonight', details: { at: 1 } })).toMatchObject({
      code: 'INTERNAL',
      message: 'not tonight',
      details: { at: 1, code: 'MOON_PHASE' },
    })
  })

  it('a refusal whose details are not JSON still arrives', () => {
    const error = new EngineError('QUOTA', 'enough', { details: { count: 1n } })
    expect(parseFrame(encodeRefusal(7, error))).toEqual({
      id: 7,
      error: { code: 'QUOTA', message: 'enough', details: {} },
    })
  })

  it.each([undefined, null, 7, 'text', []])('a refusal in the form of %s is still a refusal', (value) => {
    expect(decodeError(value).code).toBe('INTERNAL')
  })
})

describe('an answer with a long text', () => {
  const LONG = (1 << 18) + 1
  const noPause = (): Promise<void> => Promise.resolve()
  const sent = async (value: unknown): Promise<unknown> => {
    const encoded = await encodeInSlices({ id: 1, value }, noPause, Infinity)
    return parseFrame(encoded!)?.value
  }

  it('arrives whole: escapes, halves of a character at the end of a slice, lone halves', async () => {
    for (const unit of ['a', '"\\', '\u0001', '漢', '😀', 'x😀', '\ud83d', '\u2028'])
      for (const before of ['', 'x']) {
        const text = before + unit.repeat(LONG)
        expect((await sent(text)) === text).toBe(true)
      }
  })

  it('keeps its place among other values, also beside bytes and the key $', async () => {
    const long = 'y'.repeat(LONG)
    const value = { a: [long, 1, { $: long }], b: new Uint8Array([1, 2, 3]), c: 'short', d: `${long}!` }
    expect(await sent(value)).toEqual(value)
  })

  it('is encoded with a pause before each slice, and a short one with none', async () => {
    let pauses = 0
    const pause = (): Promise<void> => {
      pauses++
      return Promise.resolve()
    }
    await encodeInSlices({ id: 1, value: 'short' }, pause, Infinity)
    expect(pauses).toBe(0)
    await encodeInSlices({ id: 1, value: 'z'.repeat(3 << 18) }, pause, Infinity)
    expect(pauses).toBe(3)
  })

  it('is given up as soon as the frame has too many characters', async () => {
    let pauses = 0
    const pause = (): Promise<void> => {
      pauses++
      return Promise.resolve()
    }
    const value = '\u0001'.repeat(40 << 18)
    expect(await encodeInSlices({ id: 1, value }, pause, 12 << 18)).toBeNull()
    expect(pauses).toBeLessThan(5)
  })
})
