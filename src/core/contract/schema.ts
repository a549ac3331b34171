// What every input schema is built from: the caps, and how a broken one is refused.
// Checked on the engine's side of a door only; a client carries none of this.
import { z } from 'zod'
import { PLAIN_POLICY, type Policy } from './policy.ts'

// A page under a strict CSP may not compile functions, and one behaviour everywhere is easier to trust.
z.config({ jitless: true })

export { z }

export const MAX_TEXT_BYTES = 16 * 1024 * 1024
export const MAX_SUBJECT_BYTES = 998
export const MAX_NOTE_CHARS = 1000
export const MAX_ASK_BYTES = 256
export const MAX_KNOCK_BYTES = 1024
/** Of a picture on a card, decoded: it is one record in each pair feed. */
export const MAX_PICTURE_BYTES = 5 * 1024
export const MAX_PICTURE_URL_CHARS = 8 * 1024
/** Files of one letter: as many as a header takes. */
export const MAX_ATTACHMENTS = 200
/** Of a preview of 24 KiB: it stands in every letter that attaches the file. */
export const MAX_PREVIEW_URL_CHARS = 33 * 1024
export const MAX_READERS = 1000
export const MAX_GROUP_MEMBERS = 1000
export const MAX_PAGE = 1000
export const MAX_WAIT_MS = 24 * 60 * 60 * 1000

const encoder = new TextEncoder()

function fitsUtf8(text: string, maxBytes: number): boolean {
  // A UTF-16 unit becomes at most three bytes, so short texts need no encoding to be counted.
  return (
    text.length * 3 <= maxBytes || (text.length <= maxBytes && encoder.encode(text).byteLength <= maxBytes)
  )
}

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)

/** Well-formed text of at most `maxBytes` of UTF-8; longer is `TOO_LARGE`. */
export function textUpTo(maxBytes: number) {
  return z
    .string()
    .refine((text) => fitsUtf8(text, maxBytes), {
      error: `At most ${maxBytes} bytes.`,
      params: { refusal: 'TOO_LARGE' },
      abort: true,
    })
    .refine(isWellFormed, { error: 'Half a character (a lone surrogate).' })
}

/** At most `max` elements; more is `TOO_LARGE`. */
export function listUpTo<T extends z.ZodType>(element: T, max: number) {
  // The count is checked before the elements: a hostile list must not be walked first.
  const short = z.array(z.unknown()).refine((list) => list.length <= max, {
    error: `At most ${max} entries.`,
    params: { refusal: 'TOO_LARGE' },
    abort: true,
  })
  return short.pipe(z.array(element))
}

const token = (maxChars: number) => z.string().trim().min(1).max(maxChars)

/** 24 words, as they are typed. */
export const words = listUpTo(token(64), 24)

/** A person: id, unambiguous name, or address text. Resolved by the engine: `NOT_FOUND`, `AMBIGUOUS`. */
export const person = token(4096)
/** A ref: the whole `fumikura://ref/…`, or at least 6 characters from its start. Resolved by the engine. */
export const ref = token(4096)
/** True for everything attached, or the files that go with the place where they were taken. */
const keepPlace = z.union([z.boolean(), listUpTo(ref, MAX_ATTACHMENTS)])
/** Absolute, on the engine's machine. */
export const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(text) && !text.includes('\0'), {
    error: 'An absolute path.',
  })
/** What a page has instead of a path: a place that its person chose in a dialog, or where the host keeps what it sent. */
const PLACE_FORM = /^place:[0-9a-f]{32}$/
export const place = z.string().regex(PLACE_FORM)
/** A path, or a page's place. */
export const pathOrPlace = z.union([place, path])
/** A word that files are filed under: one line. */
export const fileTag = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(text), { error: 'One line.' })
/** A month in UTC: `2031-04`. */
export const month = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/)
export const link = token(8192)
export const id = token(256)
/** ISO 8601 with a zone. */
export const isoTime = z.iso.datetime({ offset: true })
const utcTime = isoTime.transform((time) => new Date(time).toISOString())

/** How a letter is given. A field that is missing gets its value of `PLAIN_POLICY`. */
export const policy = z
  .strictObject({
    mode: z.enum(['open', 'controlled']).nullable().default(PLAIN_POLICY.mode),
    urgent: z.boolean().default(PLAIN_POLICY.urgent),
    hold: z.boolean().default(PLAIN_POLICY.hold),
    at: utcTime.nullable().default(PLAIN_POLICY.at),
    expires: utcTime.nullable().default(PLAIN_POLICY.expires),
    keepPlace: keepPlace.default(PLAIN_POLICY.keepPlace),
  })
  .prefault({}) satisfies z.ZodType<Policy>
export const waitMs = z.number().int().min(0).max(MAX_WAIT_MS)
/** An empty phrase would protect nothing and look as if it did. */
export const passphrase = z.string().min(1).max(1024)
export const nothing = z.strictObject({})
