// The parts of every input schema: the size limits, and the refusal if one is exceeded.
// Only the engine's side of a door checks inputs. A client does not load this file.
import { z } from 'zod'
import { PLAIN_POLICY, type Policy } from './policy.ts'

// A page under a strict CSP cannot compile functions. Without JIT, zod behaves the same everywhere.
z.config({ jitless: true })

export { z }

export const MAX_TEXT_BYTES = 16 * 1024 * 1024
export const MAX_NOTE_CHARS = 1000
export const MAX_ASK_BYTES = 256
export const MAX_KNOCK_BYTES = 1024
/** Characters of the data URL of a picture on a card, which has at most 5 KiB. */
export const MAX_PICTURE_URL_CHARS = 8 * 1024
/** Files of one letter. A header holds no more. */
export const MAX_ATTACHMENTS = 200
/**
 * Characters of the data URL of a 24 KiB preview. Each letter that attaches the file contains the
 * preview.
 */
export const MAX_PREVIEW_URL_CHARS = 33 * 1024
export const MAX_READERS = 1000
export const MAX_GROUP_MEMBERS = 1000
export const MAX_PAGE = 1000
export const MAX_WAIT_MS = 24 * 60 * 60 * 1000

const encoder = new TextEncoder()

function fitsUtf8(text: string, maxBytes: number): boolean {
  // A UTF-16 unit becomes at most three bytes, so a short text can be accepted without encoding it.
  return (
    text.length * 3 <= maxBytes || (text.length <= maxBytes && encoder.encode(text).byteLength <= maxBytes)
  )
}

const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text)

/** Well-formed text of at most `maxBytes` of UTF-8. A longer one is refused with `TOO_LARGE`. */
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

/** At most `max` elements. A longer list is refused with `TOO_LARGE`. */
export function listUpTo<T extends z.ZodType>(element: T, max: number) {
  // Check the count before the elements, so that a huge hostile list costs nothing.
  const short = z.array(z.unknown()).refine((list) => list.length <= max, {
    error: `At most ${max} entries.`,
    params: { refusal: 'TOO_LARGE' },
    abort: true,
  })
  return short.pipe(z.array(element))
}

const token = (maxChars: number) => z.string().trim().min(1).max(maxChars)

/** Up to 24 words, as typed. */
export const words = listUpTo(token(64), 24)

/**
 * A person: an id, an unambiguous name, or an address. The engine resolves it: `NOT_FOUND`,
 * `AMBIGUOUS`.
 */
export const person = token(4096)
/** A mail address of this person, as `accounts` lists them. */
export const mailAddress = token(320)
/**
 * A ref: the whole `fumikura://ref/…`, or at least 6 characters from its start. The engine resolves
 * it.
 */
export const ref = token(4096)
export const label = token(64)
/** True for all attachments, or the list of files that keep the location where they were taken. */
const keepPlace = z.union([z.boolean(), listUpTo(ref, MAX_ATTACHMENTS)])
/** An absolute path on the engine's machine. */
export const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(text) && !text.includes('\0'), {
    error: 'An absolute path.',
  })
/**
 * The form of a place, which a page uses instead of a path: what its person chose in a dialog, or
 * where the host keeps an upload.
 */
const PLACE_FORM = /^place:[0-9a-f]{32}$/
export const place = z.string().regex(PLACE_FORM)
/** A path, or a page's place. */
export const pathOrPlace = z.union([place, path])
/** A short name on one line. */
export const oneLine = z
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

/** How a letter is given. A missing field gets its value from `PLAIN_POLICY`. */
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
/** From a minute to a year. */
export const remindAfterMs = z
  .number()
  .int()
  .min(60_000)
  .max(366 * 24 * 60 * 60 * 1000)
export const waitMs = z.number().int().min(0).max(MAX_WAIT_MS)
/** Never empty, because an empty passphrase protects nothing but appears to. */
export const passphrase = z.string().min(1).max(1024)
export const nothing = z.strictObject({})
