// Mails whose large parts stay on their server: what is fetched of them, what is kept, and that the
// whole mail comes back byte for byte.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutMail } from '../../../src/core/mail/cut-mail.ts'
import { readCut, type CutPart } from '../../../src/core/mail/cut-form.ts'
import { CUT_LIMITS, planCut, type CutLimits, type PartShape } from '../../../src/core/mail/cut-plan.ts'
import { joinMail } from '../../../src/core/mail/join-mail.ts'
import type { ReadRange } from '../../../src/core/mail/mail-source.ts'
import { madeMail } from '../../support/mime-tree.ts'
import { listMailParts, readMail } from '../../support/read-mail.ts'

const SMALL: CutLimits = { partBytes: 40, textBytes: 2000, keptBytes: 100_000, wholeBytes: 200_000 }

const readerOf =
  (raw: Buffer, read: { bytes: number } = { bytes: 0 }): ReadRange =>
  (from, count) => {
    const piece = raw.subarray(from, from + count)
    read.bytes += piece.length
    return Promise.resolve(piece)
  }

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

async function join(cut: Uint8Array, raw: Buffer): Promise<Buffer> {
  const fetch = async function* ({ from, size }: CutPart) {
    const step = 1 + Math.floor(size / 10)
    for (let at = from; at < from + size; at += step) yield raw.subarray(at, Math.min(at + step, from + size))
  }
  return collect(joinMail(cut, fetch))
}

async function* piecesOf(size: number): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(size)
}

const leaf = (type: string, size: number, disposition: PartShape['disposition'] = null): PartShape => ({
  ...{ type, size, disposition, parameters: {}, parts: [] },
})
const multipart = (boundary: string, ...parts: PartShape[]): PartShape => ({
  ...{ type: 'multipart/mixed', parameters: { boundary }, disposition: null, size: 0, parts },
})

const FILM = Buffer.alloc(300_000, 7).toString('base64').replace(/.{76}/g, '$&\r\n')
const WORDS = ['Content-Type: text/plain', '', 'The film is attached.']
const filmMail = (film = FILM): Buffer =>
  Buffer.from(
    [
      'From: aiko@example.org',
      'Subject: A film',
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      'A preamble.',
      '--b',
      ...WORDS,
      '--b',
      'Content-Type: application/octet-stream; name="film.bin"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment',
      '',
      film,
      '--b--',
      'An epilogue.',
    ].join('\r\n'),
  )
const filmShape = (size = FILM.length): PartShape =>
  multipart('b', leaf('text/plain', 21), leaf('application/octet-stream', size, 'attachment'))

const take = (
  raw: Buffer,
  structure: PartShape | null,
  read?: { bytes: number },
): Promise<Uint8Array | null> =>
  cutMail({ size: raw.length, findStructure: () => Promise.resolve(structure) }, readerOf(raw, read))

describe('cutMail()', () => {
  it('fetches and keeps all but the large part, which is then a file at the server', async () => {
    const [raw, read] = [filmMail(), { bytes: 0 }]
    const cut = (await take(raw, filmShape(), read))!
    expect(read.bytes).toBeLessThan(4000)
    expect(cut.byteLength).toBeLessThan(1000)
    const { text, files } = readMail(cut)
    expect(text).toBe('The film is attached.')
    const atServer = { section: '2', from: raw.indexOf(FILM), size: FILM.length, encoding: 'base64' }
    expect(files).toMatchObject([{ name: 'film.bin', type: 'application/octet-stream', atServer }])
    expect(Math.abs(files[0]!.size - 300_000)).toBeLessThan(100)
    expect((await join(cut, raw)).equals(raw)).toBe(true)
  })

  it('has the form that other programs understand', async () => {
    const cut = Buffer.from((await take(filmMail(), filmShape()))!).toString('latin1')
    const raw = filmMail('').toString('latin1')
    const at = raw.indexOf('Content-Type: application')
    expect(cut).toBe(
      `X-Fumikura-Cut: size=${filmMail().length}; parts=1\r\n` +
        `X-Fumikura-Part: 2; start=${at}; skip=96; head=127; size=${FILM.length}\r\n` +
        raw.slice(0, at) +
        'Content-Type: message/external-body; access-type=x-fumikura-mail;\r\n' +
        ` section="2"; size=${FILM.length}\r\n\r\n` +
        raw.slice(at),
    )
  })

  it('takes a small mail, and one whose large parts are shown, whole', async () => {
    const raw = filmMail(FILM.slice(0, 100_000))
    expect(await take(raw, filmShape(100_000))).toBeNull()
    const page = Buffer.from(`Content-Type: text/html\r\n\r\n${'x'.repeat(300_000)}`)
    expect(await take(page, leaf('text/html', 300_000))).toBeNull()
  })

  it('leaves out the body of a mail that is one large file', async () => {
    const raw = Buffer.from(`Subject: x\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n${FILM}`)
    const cut = (await take(raw, leaf('application/pdf', FILM.length)))!
    expect(cut.byteLength).toBeLessThan(300)
    expect(readMail(cut).files).toMatchObject([{ name: 'a.pdf', atServer: { section: '1' } }])
    expect((await join(cut, raw)).equals(raw)).toBe(true)
    expect(await take(raw, leaf('application/pdf', FILM.length - 1))).toBeNull()
    expect(await take(raw, leaf('application/pdf', FILM.length + 1))).toBeNull()
  })

  it('keeps only the head of a mail that is too large and cannot be cut', async () => {
    const raw = filmMail(FILM.repeat(Math.ceil(CUT_LIMITS.wholeBytes / FILM.length)))
    for (const structure of [null, filmShape(12_345_678)])
      for (const size of [raw.length, raw.length + 999, raw.length - 999]) {
        const cut = (await cutMail({ size, findStructure: () => Promise.resolve(structure) }, readerOf(raw)))!
        const { subject, files, text } = readMail(cut)
        expect([subject, text]).toEqual(['A film', ''])
        expect(files).toMatchObject([
          { name: 'mail.eml', atServer: { section: '', from: 0, size: raw.length } },
        ])
        expect(readCut(cut)!.size).toBe(raw.length)
      }
  })

  it('cuts a mail whose whole size is not what the server says', async () => {
    const raw = filmMail()
    for (const size of [raw.length - 50, raw.length + 5000, raw.length * 2]) {
      const cut = (await cutMail({ size, findStructure: () => Promise.resolve(filmShape()) }, readerOf(raw)))!
      expect((await join(cut, raw)).equals(raw)).toBe(true)
    }
  })

  it('takes a mail whole if the size or the order of its parts is not true', async () => {
    const raw = filmMail()
    for (const size of [2, 78, -1, -78, 1e6])
      expect(await take(raw, filmShape(FILM.length + size))).toBeNull()
    const [words, film] = filmShape().parts
    expect(await take(raw, multipart('b', film!, words!))).toBeNull()
    expect(await take(raw, multipart('b', words!, words!, film!))).toBeNull()
    expect(await take(raw, multipart('other', words!, film!))).toBeNull()
    expect(await take(raw, { ...filmShape(), parameters: {} })).toBeNull()
  })

  it('loses nothing if a server gives fewer bytes than it has', async () => {
    const raw = filmMail()
    for (const most of [1, 10, 100, 300, 1000]) {
      const short: ReadRange = (from, count) => readerOf(raw)(from, Math.min(count, most))
      const cut = await cutMail(
        { size: raw.length, findStructure: () => Promise.resolve(filmShape()) },
        short,
      )
      if (cut !== null) expect((await join(cut, raw)).equals(raw)).toBe(true)
    }
  })
})

describe('a mail that was made to be slow', () => {
  const cutOf = (head: string, words: string): Promise<Uint8Array | null> => {
    const [text, film] = [`--b\r\n${WORDS.slice(0, 2).join('\r\n')}\r\n${words}\r\n`, filmMail()]
    const at = film.indexOf('--b')
    const raw = Buffer.concat([Buffer.from(head), film.subarray(0, at), Buffer.from(text), film.subarray(at)])
    const [first, last] = filmShape().parts
    return take(raw, multipart('b', leaf('text/plain', words.length), first!, last!))
  }

  it('is taken whole instead of looked at line by line', async () => {
    const lines = (line: string, count: number): string => line.repeat(count)
    expect(await cutOf('', lines('\r\n--x', 1000))).not.toBeNull()
    expect(await cutOf('', lines('\r\n--bx', 1000))).not.toBeNull()
    expect(await cutOf('', lines('\r\n--x', 30_000))).toBeNull()
    expect(await cutOf('', lines('\r\n--bx', 30_000))).toBeNull()
  })

  it('of 100 MB of base64, or of a megabyte of `<`, is fetched in a few ranges', async () => {
    const size = 100e6
    const head = filmMail('').subarray(0, filmMail('').lastIndexOf('\r\n--b--'))
    const end = '\r\n--b--\r\n'
    const calls: number[] = []
    const read: ReadRange = (from, count) => {
      calls.push(count)
      const parts = [head.subarray(from, from + count)]
      const inFilm = Math.min(from + count, head.length + size) - Math.max(from, head.length)
      if (inFilm > 0) parts.push(Buffer.alloc(inFilm, 'A'))
      const rest = from + count - head.length - size
      if (rest > 0) parts.push(Buffer.from(end.slice(Math.max(0, from - head.length - size), rest)))
      return Promise.resolve(Buffer.concat(parts))
    }
    const whole = head.length + size + end.length
    const cut = (await cutMail({ size: whole, findStructure: () => Promise.resolve(filmShape(size)) }, read))!
    expect(readCut(cut)).toMatchObject({ size: whole, parts: [{ size, from: head.length }] })
    expect(calls.length).toBeLessThan(6)
    expect(calls.reduce((sum, count) => sum + count, 0)).toBeLessThan(10_000)
    const page = Buffer.from(`Content-Type: text/html\r\n\r\n${'<'.repeat(1e6)}`)
    expect(await take(page, leaf('text/html', 1e6))).toBeNull()
  })
})

describe('planCut()', () => {
  const sections = (root: PartShape, limits = CUT_LIMITS) =>
    planCut(root, limits)?.map(({ path }) => path.join('.')) ?? null

  it('leaves out large files and a forwarded mail, and no shown text', () => {
    const forwarded = { ...leaf('message/rfc822', 900_000), parts: [leaf('text/plain', 5)] }
    const text = multipart('i', leaf('text/plain', 300_000), leaf('text/html', 2_000_000))
    const files = [
      leaf('image/png', 262_144),
      leaf('image/png', 262_145),
      leaf('text/plain', 300_000, 'attachment'),
    ]
    const long = leaf('text/plain', 5_000_000)
    expect(sections(multipart('b', text, ...files, forwarded, long))).toEqual(['3', '4', '5', '6'])
  })

  it('leaves out the largest of many small parts, too', () => {
    const many = Array.from({ length: 100 }, (_, i) => leaf('image/png', 200_000 + i))
    const left = sections(multipart('b', leaf('text/plain', 10), ...many))!
    expect(left).toHaveLength(59)
    expect(left.at(-1)).toBe('101')
  })

  it('follows no tree of too many or too deep parts', () => {
    expect(sections(multipart('b', ...Array.from({ length: 2000 }, () => leaf('image/png', 9e5))))).toBeNull()
    let deep = leaf('image/png', 9e5)
    for (let depth = 0; depth < 100_000; depth++) deep = multipart(`b${depth}`, deep)
    expect(sections(deep)).toBeNull()
  })
})

describe('joinMail()', () => {
  const told = (raw: Buffer): { text: string; files: string[] } => ({
    text: readMail(raw).text,
    files: listMailParts(raw).map(({ name, type }) => `${name}|${type}`),
  })

  it('gives the mail of the server for any tree of parts', async () => {
    await fc.assert(
      fc.asyncProperty(madeMail, async ({ raw, structure }) => {
        const cut = await cutMail(
          { size: raw.length, findStructure: () => Promise.resolve(structure) },
          readerOf(raw),
          SMALL,
        )
        const plan = planCut(structure, SMALL)!
        expect(cut !== null).toBe(raw.length > SMALL.partBytes && plan.length > 0)
        if (cut === null) return
        expect(readCut(cut)!.parts.map(({ size }) => size)).toEqual(plan.map(({ size }) => size))
        expect((await join(cut, raw)).toString('latin1')).toBe(raw.toString('latin1'))
        const [ofCut, ofWhole] = [told(Buffer.from(cut)), told(raw)]
        expect(ofCut.files.filter((name) => !name.includes('rfc822'))).toEqual(
          ofWhole.files.filter((name) => !name.includes('rfc822')),
        )
        expect(ofCut.text).toBe(ofWhole.text)
      }),
      { numRuns: 150 },
    )
  })

  it('gives it also if the sizes of a server are wrong', async () => {
    const distort = (shape: PartShape, by: (size: number) => number): PartShape => ({
      ...{ ...shape, size: by(shape.size) },
      parts: shape.parts.map((part) => distort(part, by)),
    })
    await fc.assert(
      fc.asyncProperty(madeMail, fc.integer({ min: -90, max: 90 }), async ({ raw, structure }, by) => {
        const lie = distort(structure, (size) => Math.max(0, size + by))
        const cut = await cutMail(
          { size: raw.length, findStructure: () => Promise.resolve(lie) },
          readerOf(raw),
          SMALL,
        )
        if (cut !== null) expect((await join(cut, raw)).equals(raw)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('refuses other bytes than those that were left out', async () => {
    const cut = (await take(filmMail(), filmShape()))!
    const give = (size: number) => collect(joinMail(cut, () => piecesOf(size)))
    await expect(give(FILM.length - 1)).rejects.toMatchObject({ code: 'ALTERED' })
    await expect(give(FILM.length + 1)).rejects.toMatchObject({ code: 'ALTERED' })
    await expect(collect(joinMail(filmMail(), () => piecesOf(1)))).rejects.toMatchObject({
      code: 'DAMAGED',
    })
  })

  it('a mail that claims to be cut is read as it is', () => {
    const claims = (line: string): unknown => {
      const raw = Buffer.from(`X-Fumikura-Cut: size=99; parts=1\r\n${line}\r\nSubject: x\r\n\r\nwords`)
      return [readCut(raw), readMail(raw).text, readMail(raw).files]
    }
    for (const line of [
      'X-Fumikura-Part: 1; start=0; skip=0; head=9; size=98',
      'X-Fumikura-Part: 1; start=90; skip=9; head=9; size=98',
      'X-Fumikura-Part: 1; start=0; skip=99999; head=99999999999999; size=9',
      'From: a@x.org',
    ])
      expect(claims(line)).toEqual([null, 'words', []])
  })
})
