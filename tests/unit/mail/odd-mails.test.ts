// Mails that no program should write, from a grammar: no word of a body vanishes, no line of it
// becomes a field, and a box of them is split between them only.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitMbox } from '../../../src/core/import/mbox.ts'
import { isMail } from '../../../src/core/mail/is-mail.ts'
import { listMailParts, readMail } from '../../support/read-mail.ts'

/** Every word of a body is unlike every other text. */
interface Body {
  lines: string[]
  words: string[]
}

const word = fc.integer({ min: 0, max: 99_999 }).map((number) => `w${number}q`)

/** Lines as people write them. `%` is a word. */
const LINES = [
  ...[
    '%',
    '% % %',
    '  % %',
    '\t%',
    '> %',
    '%: %',
    'Note: %',
    'Subject: %',
    '%://%.example/%',
    'https://%/% %',
  ],
  ...['From %', '>From %', '%, % = %?', '-- ', '- %', '% \0%', '%=3D%', '(%', '"%', '=?%?=', '\x1b%', '%\\'],
]
/** Without an empty line before them, only these lines can be told from a head. */
const UNLIKE_FIELDS = ['% % %', '> %', '%, % = %?', '- %', 'https://%/% %', '"% %', 'From % %']

function lineOf(forms: readonly string[]): fc.Arbitrary<{ line: string; words: string[] }> {
  return fc.tuple(fc.constantFrom(...forms), fc.tuple(word, word, word)).map(([form, words]) => {
    let used = 0
    const line = form.replace(/%/g, () => words[used++]!)
    return { line, words: words.slice(0, used) }
  })
}

function bodyOf(first: readonly string[]): fc.Arbitrary<Body> {
  return fc
    .tuple(
      lineOf(first),
      fc.array(fc.oneof(lineOf(LINES), fc.constant({ line: '', words: [] })), { maxLength: 6 }),
    )
    .map(([one, others]) => ({
      lines: [one.line, ...others.map(({ line }) => line), 'The end.'],
      words: [one, ...others].flatMap(({ words }) => words),
    }))
}

const base64 = (lines: readonly string[]): string[] =>
  Buffer.from(lines.join('\n'), 'latin1')
    .toString('base64')
    .match(/.{1,76}/g) ?? []

const spaced = (line: string): string => line.replace(/.{20}/g, '$& ')

/** A leaf: the lines of a part, with its head. */
const leaf: fc.Arbitrary<Body> = fc
  .tuple(
    bodyOf(LINES.filter((form) => form.startsWith('%') || form.startsWith('Note'))),
    fc.constantFrom('plain', 'base64', 'spaced', 'trailing', 'false base64', 'no head', 'spaces'),
  )
  .map(([{ lines, words }, form]) => {
    const plain = lines.filter((line) => !line.includes('\x1b'))
    switch (form) {
      case 'base64':
        return { lines: ['Content-Transfer-Encoding: base64', '', ...base64(lines)], words }
      case 'spaced':
        return { lines: ['Content-Transfer-Encoding: base64', '', ...base64(lines).map(spaced)], words }
      case 'trailing':
        return {
          lines: ['Content-Transfer-Encoding: BASE64', '', ...base64(lines), '', '_____', 'added, by wtailq'],
          words: [...words, 'wtailq'],
        }
      case 'false base64':
        return {
          lines: ['Content-Transfer-Encoding: base64', '', 'Dear Ann, well.', ...plain],
          words: wordsIn(plain),
        }
      case 'no head':
        return { lines: ['', ...lines], words }
      case 'spaces':
        return { lines: ['Content-Type: text/plain', ' \t ', ...lines], words }
      default:
        return { lines: ['Content-Type: text/plain; charset=us-ascii', '', ...lines], words }
    }
  })

const wordsIn = (lines: readonly string[]): string[] => lines.join(' ').match(/w\d+q/g) ?? []

interface Form {
  isClosed: boolean
  hasPreamble: boolean
  isAtOnce: boolean
}

const form: fc.Arbitrary<Form> = fc.record({
  isClosed: fc.boolean(),
  hasPreamble: fc.boolean(),
  isAtOnce: fc.boolean(),
})

/** Parts within parts, some of them without a last boundary or without a line before the first. */
function multipart(depth: number): fc.Arbitrary<Body> {
  if (depth === 0) return leaf
  return fc
    .tuple(fc.array(fc.oneof(leaf, multipart(depth - 1)), { minLength: 1, maxLength: 3 }), form)
    .map(([parts, { isClosed, hasPreamble, isAtOnce }]) => {
      const boundary = `=_${depth}_b`
      const before = isAtOnce ? [] : hasPreamble ? ['', 'This is MIME.', ''] : ['']
      const type = `Content-Type: multipart/mixed;\n boundary="${boundary}"`
      const lines = parts.flatMap((part) => [`--${boundary}`, ...part.lines])
      return {
        lines: [type, ...before, ...lines, ...(isClosed ? [`--${boundary}--`] : [])],
        words: parts.flatMap(({ words }) => words),
      }
    })
}

const HEADS = [
  ['From: a@x.example', 'Subject: hello', 'Date: Mon, 5 Jan 2004 12:00:00 +0000'],
  [
    'Received: by x',
    '\tfrom y; Mon, 5 Jan 2004 12:00:00 +0000',
    'From: a@x.example',
    'Subject: hello',
    'Date: x',
  ],
  ['Date: Mon, 5 Jan 2004 12:00:00 +0000', 'Subject:', ' hello', 'From: a . b @ x . example (a (b) \\) c)'],
  ['From: a@x.example', 'a damaged line', 'Subject: hello', 'Date: x', 'To: Friends: a@b.c, "d, e" <f@g.h>;'],
  ['From: a@x.example', ' ', 'Subject: hello', 'Date: x', 'To: (nobody)', 'X-Odd: \0'],
  ['Subject  :\thello', 'From\t:a@x.example', 'Date: x', 'Status: RO', 'X-Long: a', '  b', '\tc'],
]

type End = 'empty' | 'spaces' | 'none'

const whole: fc.Arbitrary<Body & { head: string[] }> = fc
  .tuple(fc.constantFrom(...HEADS), fc.constantFrom<End>('empty', 'spaces', 'none'))
  .chain(([head, end]) => {
    const between = { empty: [''], spaces: [' \t'], none: [] }[end]
    const text = bodyOf(end === 'none' ? UNLIKE_FIELDS : LINES)
    return text.map(({ lines, words }) => ({ head, lines: [...head, ...between, ...lines], words }))
  })

const inParts: fc.Arbitrary<Body & { head: string[] }> = fc
  .tuple(fc.constantFrom(...HEADS), multipart(2))
  .map(([head, { lines, words }]) => ({ head, lines: [...head, ...lines], words }))

type LineEnds = '\n' | '\r\n' | '\r\r\n' | '\r' | 'mixed'

function write(lines: readonly string[], ends: LineEnds): Buffer {
  const all = lines.join('\n').split('\n')
  const text = all.map((line, i) => line + (ends === 'mixed' ? (i % 2 === 0 ? '\r\n' : '\n') : ends)).join('')
  return Buffer.from(text, 'latin1')
}

const lineEnds = fc.constantFrom<LineEnds>('\n', '\r\n', '\r\r\n', '\r', 'mixed')
const beginnings = fc.constantFrom(
  '',
  '\xef\xbb\xbf',
  '\n',
  '\r\n\r\n',
  'From a@b Mon Jan  5 12:00:00 2004\n',
)

it('no word of a body vanishes, and none becomes a part of the head', () => {
  fc.assert(
    fc.property(fc.oneof(whole, inParts), lineEnds, beginnings, ({ lines, words }, ends, before) => {
      const raw = Buffer.concat([Buffer.from(before, 'latin1'), write(lines, ends)])
      expect(isMail(raw.toString('latin1'), 'any')).toBe(true)
      const { subject, origin, text } = readMail(raw)
      expect(subject).toBe('hello')
      expect(JSON.stringify(origin)).not.toMatch(/w\d+q/)
      const shown = [
        text,
        ...listMailParts(raw).map(({ content }) => Buffer.from(content).toString('latin1')),
      ]
      expect(words.filter((one) => !shown.join('\n').includes(one))).toEqual([])
    }),
    { numRuns: 8000 },
  )
})

it('a box is split between its mails, and only there', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(whole, inParts), { minLength: 1, maxLength: 5 }),
      fc.constantFrom<LineEnds>('\n', '\r\n', '\r'),
      fc.constantFrom('', '\xef\xbb\xbf', '\n'),
      fc.integer({ min: 1, max: 300 }),
      async (mails, ends, before, size) => {
        const lines = mails.flatMap((mail) => ['From - Mon Jan  5 12:00:00 2004', ...quoted(mail.lines), ''])
        const box = Buffer.concat([Buffer.from(before, 'latin1'), write(lines, ends)])
        async function* pieces(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < box.length; at += size) yield box.subarray(at, at + size)
        }
        const words: string[][] = []
        for await (const { raw } of splitMbox(pieces(), 1 << 20)) {
          const read = readMail(raw!)
          expect(read.subject).toBe('hello')
          words.push(wordsIn([Buffer.from(raw!).toString('latin1')]))
        }
        expect(words).toEqual(mails.map((mail) => wordsIn(mail.lines)))
      },
    ),
    { numRuns: 80 },
  )
})

/** As programs write an mbox. */
const quoted = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/^>*From /, '>$&'))
