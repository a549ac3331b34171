// Imports mail and vCards of other programs from mbox, Maildir, folders of .eml, and vCard files.
// In batches, so that memory use stays constant.
// What cannot be imported is reported with its reason, and the import continues.
import type { ErrorCode } from '../contract/errors.ts'
import type { LetterParts } from '../letters/index.ts'
import {
  isVcard,
  keepMails,
  MAX_MAIL_BYTES,
  parseMailDate,
  splitCardsApart,
  type MailToKeep,
} from '../mail/index.ts'
import type { FileSource } from './folder-source.ts'
import { isMbox, splitMbox } from './mbox.ts'
import type { ImportReport } from './import-report.ts'

export interface ImportOptions {
  signal: AbortSignal
  onProgress: (progress: { done: number; total: number }) => void
}

const BATCH = 128
const BATCH_BYTES = 8 << 20

type Parts = LetterParts

/**
 * @throws NO_SPACE, CANCELLED. Mails imported before the error stay, and the next import recognises
 * them.
 */
export async function importMail(
  parts: Parts,
  source: FileSource,
  report: ImportReport,
  { signal, onProgress }: ImportOptions,
): Promise<void> {
  let batch: MailToKeep[] = []
  let bytes = 0
  const keep = async (): Promise<void> => {
    report.add(await keepMails(parts, batch))
    batch = []
    bytes = 0
    onProgress({ done: report.done, total: 0 })
  }
  for await (const mail of readMails(source, report, parts.clock.now())) {
    signal.throwIfAborted()
    batch.push(mail)
    bytes += mail.raw.byteLength
    if (batch.length >= BATCH || bytes >= BATCH_BYTES) await keep()
  }
  await keep()
  for (const link of source.links) report.refuse(link, 'INVALID')
}

async function* readMails(source: FileSource, report: ImportReport, now: number): AsyncGenerator<MailToKeep> {
  for await (const file of prefetchFiles(source)) {
    try {
      yield* readFile(source, await file.prefetched, report, now)
    } catch (error) {
      report.refuse(file.path, codeOf(error))
    }
  }
}

interface Prefetched {
  path: string
  size: number
  modifiedAt: number | null
  /** The content of a small file; null for a large one. */
  whole: Uint8Array | null
}

/** So many files are opened in advance, because each waits for the disk several times. */
const AHEAD = 16

async function* prefetchFiles(
  source: FileSource,
): AsyncGenerator<{ path: string; prefetched: Promise<Prefetched> }> {
  const ahead: { path: string; prefetched: Promise<Prefetched> }[] = []
  for await (const path of source.list()) {
    if (isMailProgramFile(path)) continue
    const prefetched = prefetch(source, path)
    // `readMails` awaits this promise later and reports its error.
    prefetched.catch(() => undefined)
    if (ahead.push({ path, prefetched }) > AHEAD) yield ahead.shift()!
  }
  yield* ahead
}

async function prefetch(source: FileSource, path: string): Promise<Prefetched> {
  const [size, modifiedAt] = await Promise.all([source.sizeOf(path), source.modifiedAt(path)])
  return { path, size, modifiedAt, whole: size <= SMALL_BYTES ? await readWhole(source, path) : null }
}

/** True for files in which mail programs keep their own data beside the mail. */
function isMailProgramFile(path: string): boolean {
  return /(?:^|\/)(?:\.[^/]*|dovecot[^/]*|maildirfolder|[^/]*\.msf)$/.test(path)
}

async function* readFile(
  source: FileSource,
  { path, size, modifiedAt, whole }: Prefetched,
  report: ImportReport,
  now: number,
): AsyncGenerator<MailToKeep> {
  const fallbackAt = modifiedAt ?? now
  const start = whole === null ? await readStart(source, path) : startOf(whole)
  if (isMbox(start)) {
    for await (const { number, raw, envelope } of splitMbox(source.read(path), MAX_MAIL_BYTES)) {
      const what = `${path} (${number})`
      if (raw === null) report.refuse(what, 'TOO_LARGE')
      else yield { what, raw, fallbackAt: timeOfEnvelope(envelope) ?? fallbackAt }
    }
  } else if (size > MAX_MAIL_BYTES) report.refuse(path, 'TOO_LARGE')
  else if (isVcard(start)) {
    const cards = await splitCardsApart(whole ?? (await readWhole(source, path)))
    if (cards === null) report.refuse(path, 'INVALID')
    for (const [i, raw] of cards?.entries() ?? []) yield { what: `${path} (${i + 1})`, raw, fallbackAt }
  } else yield { what: path, raw: whole ?? (await readWhole(source, path)), fallbackAt }
}

/** The line has `From`, an address, and the time in UTC at which the mail was stored. */
function timeOfEnvelope(envelope: string): number | null {
  return parseMailDate(envelope.replace(/^From +[^ ]* */, ''))
}

const SMALL_BYTES = 64 * 1024

function startOf(whole: Uint8Array): string {
  return Buffer.from(whole.subarray(0, START_BYTES)).toString('latin1')
}

const START_BYTES = 512

async function readStart(source: FileSource, path: string): Promise<string> {
  let start = ''
  for await (const piece of source.read(path)) {
    start += Buffer.from(piece).toString('latin1')
    if (start.length >= START_BYTES) break
  }
  return start
}

async function readWhole(source: FileSource, path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of source.read(path)) pieces.push(piece)
  return Buffer.concat(pieces)
}

function codeOf(error: unknown): ErrorCode {
  const code = (error as { code?: unknown }).code
  return code === 'TOO_LARGE' ? 'TOO_LARGE' : 'INVALID'
}
