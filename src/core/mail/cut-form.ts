// The form of a cut mail. Persisted: do not change.
// Lines of ours name what was left out; after them comes the mail without it. In front of the own
// head of each part that was left out stands a head of ours, so that other programs see a part that
// is elsewhere (RFC 2046, 5.2.3). A mail without parts needs none: its body is empty.

/** A range of bytes that was left out. */
export interface CutPart {
  /** As in BODY[1.2]. TEXT for all after the head. */
  section: string
  /** Where the range begins in the whole mail. */
  from: number
  /** Its bytes, as the server has them. */
  size: number
  /** Where it belongs in the cut mail. */
  at: number
  /** The bytes of ours in the cut mail that are not in the whole one. */
  ours: readonly [start: number, end: number]
}

export interface CutMail {
  /** The size of the whole mail. */
  size: number
  /** Where the mail begins, after the lines of ours. */
  start: number
  parts: CutPart[]
}

/** What stands where, before the lines are written: counted from the first byte after them. */
export interface PlacedPart {
  section: string
  start: number
  /** Of ours. */
  skip: number
  /** Of the own head of the part. */
  head: number
  size: number
}

export const MAX_CUT_PARTS = 1000

/** The head of ours, before the own head of the part. */
export function headOfCut(section: string, size: number): string {
  return (
    'Content-Type: message/external-body; access-type=x-fumikura-mail;\r\n' +
    ` section="${section}"; size=${size}\r\n\r\n`
  )
}

export function linesOfCut(size: number, parts: readonly PlacedPart[]): string {
  const lines = parts.map(
    ({ section, start, skip, head, size }) =>
      `X-Fumikura-Part: ${section}; start=${start}; skip=${skip}; head=${head}; size=${size}\r\n`,
  )
  return `X-Fumikura-Cut: size=${size}; parts=${parts.length}\r\n${lines.join('')}`
}

/** A range of the whole mail, with what was kept right before and behind it. */
export interface PartRange {
  from: number
  size: number
  before: Uint8Array
  /** Empty if the mail ends there. */
  behind: Uint8Array
}

/** So many bytes show that a range is the one that was left out. */
const AROUND_BYTES = 64

export function rangeOf(mail: Uint8Array, { parts }: CutMail, part: CutPart): PartRange {
  const { from, size, at, ours } = part
  const next = parts[parts.indexOf(part) + 1]
  return {
    ...{ from, size },
    before: mail.subarray(Math.max(ours[1], at - AROUND_BYTES), at),
    behind: mail.subarray(at, Math.min(at + AROUND_BYTES, next?.ours[0] ?? mail.byteLength)),
  }
}

const NAME = 'X-Fumikura-Cut:'

/**
 * Returns a whole mail in a form that is never read as a cut one. A sender may write lines like
 * ours: then lines of ours come first, which say that nothing is missing.
 */
export function asWhole(raw: Uint8Array): Uint8Array {
  const isLikeOurs = Buffer.from(raw.subarray(0, NAME.length)).toString('latin1') === NAME
  return isLikeOurs ? Buffer.concat([Buffer.from(linesOfCut(raw.byteLength, [])), raw]) : raw
}

const FIRST = /^X-Fumikura-Cut: size=(\d{1,15}); parts=(\d{1,4})\r\n/
const PART =
  /^X-Fumikura-Part: ([\d.]{1,128}|TEXT); start=(\d{1,15}); skip=(\d{1,5}); head=(\d{1,15}); size=(\d{1,15})\r\n/
const MAX_LINE_BYTES = 256

/** Null for a mail that is not cut, or whose lines do not fit its bytes. */
export function readCut(mail: Uint8Array): CutMail | null {
  const bytes = Buffer.from(mail.buffer, mail.byteOffset, mail.byteLength)
  const [line, size, count] = FIRST.exec(bytes.toString('latin1', 0, MAX_LINE_BYTES)) ?? []
  if (line === undefined || Number(count) > MAX_CUT_PARTS) return null
  const placed: PlacedPart[] = []
  let start = line.length
  for (let number = 0; number < Number(count); number++) {
    const found = PART.exec(bytes.toString('latin1', start, start + MAX_LINE_BYTES))
    if (found === null) return null
    const [at, skip, head, bytesLeftOut] = found.slice(2).map(Number) as [number, number, number, number]
    placed.push({ section: found[1]!, start: at, skip, head, size: bytesLeftOut })
    start += found[0].length
  }
  const parts = locate(placed, start, bytes.length)
  const cut = { size: Number(size), start, parts: parts ?? [] }
  return parts !== null && wholeSizeOf(cut, bytes.length) === cut.size ? cut : null
}

/** Null if the places overlap, or are beyond the end. */
function locate(placed: readonly PlacedPart[], offset: number, length: number): CutPart[] | null {
  const parts: CutPart[] = []
  let [last, missing] = [offset, 0]
  for (const { section, start, skip, head, size } of placed) {
    const ours = [offset + start, offset + start + skip] as const
    const at = ours[1] + head
    if (ours[0] < last || at > length) return null
    missing -= skip
    parts.push({ section, from: at - offset + missing, size, at, ours })
    missing += size
    last = at
  }
  return parts
}

function wholeSizeOf({ start, parts }: CutMail, length: number): number {
  return parts.reduce((sum, { size, ours }) => sum + size - (ours[1] - ours[0]), length - start)
}
