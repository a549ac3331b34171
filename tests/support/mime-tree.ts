// Mails with any tree of parts: their bytes, and what a server says about them.
import fc from 'fast-check'
import type { PartShape } from '../../src/core/mail/cut-plan.ts'

export interface MadeMail {
  raw: Buffer
  structure: PartShape
}

interface MadePart {
  /** Without an empty line at its end. */
  head: string[]
  body: string
  shape: PartShape
}

type Leaf = readonly [type: string, disposition: PartShape['disposition']]

const LEAVES: readonly Leaf[] = [
  ['text/plain', null],
  ['text/html', 'inline'],
  ['text/plain', 'attachment'],
  ['image/png', 'inline'],
  ['application/octet-stream', 'attachment'],
  ['message/rfc822', null],
]
/** None of them is a delimiter, and some of them nearly are. */
const LINES = ['', ' ', 'words', '--', '-- ', '--x', '---', '--b', 'Name: value', '>From', 'QUJD'.repeat(19)]

const body = fc.array(fc.constantFrom(...LINES), { maxLength: 12 }).map((lines) => lines.join('\r\n'))

const leaf: fc.Arbitrary<MadePart> = fc
  .tuple(fc.constantFrom(...LEAVES), body, fc.boolean())
  .map(([[type, disposition], text, isNamed]) => {
    const inner = type === 'message/rfc822' ? `Subject: within\r\n\r\n${text}` : text
    const name = isNamed ? '; name="a, b.bin"' : ''
    const head = [
      `Content-Type: ${type}${name}`,
      ...(disposition === null ? [] : [`Content-Disposition: ${disposition}`]),
    ]
    return { head, body: inner, shape: { type, parameters: {}, disposition, size: inner.length, parts: [] } }
  })

function multipart(
  children: readonly MadePart[],
  number: number,
  around: readonly [string, string],
): MadePart {
  // Of two boundaries one may be the beginning of the other.
  const boundary = `q${'=_'.repeat(number)}`
  const [preamble, epilogue] = around
  const parts = children.map(
    ({ head, body: text }) => `--${boundary}\r\n${[...head, '', text].join('\r\n')}\r\n`,
  )
  const text = `${preamble}${parts.join('')}--${boundary}--${epilogue}`
  const shape = {
    ...{ type: 'multipart/mixed', parameters: { boundary }, disposition: null, size: text.length },
    parts: children.map((child) => child.shape),
  }
  return { head: [`Content-Type: multipart/mixed;`, `\tboundary="${boundary}"`], body: text, shape }
}

const around = fc.tuple(
  fc.constantFrom('', '\r\n', 'A preamble.\r\n', '\r\n\r\n--\r\n'),
  fc.constantFrom('', '\r\n', '\r\nAn epilogue\r\n--\r\n', ' \r\n\r\n'),
)

/** A part with at most so many multiparts within one another. */
function part(depth: number, number: number): fc.Arbitrary<MadePart> {
  if (depth === 0) return leaf
  const children = fc
    .integer({ min: 1, max: 4 })
    .chain((count) =>
      fc.tuple(...Array.from({ length: count }, (_, i) => part(depth - 1, number * 4 + i + 1))),
    )
  return fc.oneof(
    { weight: 1, arbitrary: leaf },
    { weight: 2, arbitrary: fc.tuple(children, around).map(([all, text]) => multipart(all, number, text)) },
  )
}

export const madeMail: fc.Arbitrary<MadeMail> = part(3, 0).map(({ head, body: text, shape }) => ({
  raw: Buffer.from(['From: a@x.org', 'Subject: made', ...head, '', text].join('\r\n'), 'latin1'),
  structure: shape,
}))
