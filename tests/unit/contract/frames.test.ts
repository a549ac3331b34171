// Frames. Every value that a handler may return arrives unchanged at the other side.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeError, encodeFrame, encodeRefusal, parseFrame } from '../../../src/core/contract/frames.ts'
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
