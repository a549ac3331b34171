// Writes one letter into the bag: as .eml, on the page of its month, in its thread, in the records,
// and its proof.
// A letter that cannot be exported is listed with the reason, in the proofs and in the records.
import { toText } from '../base/index.ts'
import { attachmentsOf } from '../delivery/index.ts'
import type { LetterParts } from '../letters/index.ts'
import { CARD_TYPE, findOrigin, fromWhom, readCut, showAddress, type Mailbox } from '../mail/index.ts'
import {
  formatRef,
  getRef,
  type MailAddress,
  type ObjectHeader,
  type OpenedObject,
  type Ref,
} from '../store/index.ts'
import type { ListedEntry } from '../views/index.ts'
import type { Bag } from './bag.ts'
import { CutMails, noteMissing, type MailJoiner } from './cut-mails.ts'
import { isForeign, mailOf } from './letter-mail.ts'
import type { FileWriter } from './file-writer.ts'
import { isOwnPost, writePost } from './post-writer.ts'
import { addresseesOf, dayOf, mailboxOf, monthOf, nameWithoutTitle, UniqueNames } from './export-names.ts'
import { letterOnPage, monthHead } from './html-pages.ts'
import { proofLine, proofWithBody, withheldLine } from './proof-line.ts'
import { readObject, type ReadObject, type Withheld } from './read-object.ts'
import { letterRecord, sealedRecord, wordsOf, type LetterWords, type ExportedFile } from './records.ts'
import { ThreadWriter } from './thread-writer.ts'

/** The most batches of letters whose files are still being written. */
const MAX_PENDING_BATCHES = 2

interface Options {
  parts: LetterParts
  joiner: MailJoiner
  bag: Bag
  files: FileWriter
  signal: AbortSignal
}

export class LetterWriter {
  readonly #options: Options
  readonly #threads: ThreadWriter
  readonly #cutMails: CutMails
  readonly #names = new UniqueNames()
  readonly #postNames = new UniqueNames()
  /** Writes that are running, per batch, so that the next batch need not wait for the disk. */
  readonly #pending: Promise<void>[][] = []
  readonly months = new Set<string>()
  /** By id: the authors of all written objects. */
  readonly authors = new Map<string, Uint8Array>()
  written = 0

  constructor(options: Options) {
    this.#options = options
    this.#cutMails = new CutMails(options.joiner, options.signal)
    this.#threads = new ThreadWriter(options.bag, (object) => this.#readAgain(object))
  }

  /** Reads letters in parallel. The results keep their order. */
  read(entries: readonly ListedEntry[]): Promise<ReadObject[]> {
    return Promise.all(entries.map(({ object }) => readObject(this.#options.parts, object)))
  }

  /** Resolves when all letters are being written, and all but the last few batches are complete. */
  async writeAll(entries: readonly ListedEntry[], read: readonly ReadObject[]): Promise<void> {
    const files: Promise<void>[] = []
    this.#pending.push(files)
    for (const [i, entry] of entries.entries()) {
      this.#options.signal.throwIfAborted()
      await this.#write(entry, read[i]!, files)
    }
    while (this.#pending.length > MAX_PENDING_BATCHES) await Promise.all(this.#pending.shift()!)
  }

  async finish(): Promise<void> {
    for (const files of this.#pending.splice(0)) await Promise.all(files)
  }

  /** Resolves when no write is running, also after failures. */
  async waitForWrites(): Promise<void> {
    await Promise.allSettled(this.#pending.flat())
  }

  async #write(entry: ListedEntry, read: ReadObject, files: Promise<void>[]): Promise<void> {
    const { bag, parts } = this.#options
    if ('withheld' in read) return this.#withhold(entry, read.withheld)
    const { opened, readable, proof } = read
    const attached = await this.#writeAttached(opened, readable.ref)
    const isCard = opened.header.type === CARD_TYPE
    const words = await wordsOf(opened, fromWhom(parts, readable.ref))
    const title = opened.header.title || nameWithoutTitle(words.text)
    const name = isCard
      ? this.#names.nameOf(title, entry.object, '.vcf')
      : this.#names.nameOf(`${dayOf(opened.header.at)} ${title}`, entry.object, '.eml')
    const path = isCard ? `cards/${name}` : `letters/${monthOf(opened.header.at)}/${name}`
    const author = toText(readable.ref.person)
    this.authors.set(author, readable.ref.person)
    const text = formatRef(readable.ref)
    const mail = mailOf(parts, opened, { ref: readable.ref, text }, attached)
    const kind = isForeign(parts, opened, readable.ref) ? 'mail' : 'letter'
    const cut = kind === 'mail' ? readCut(opened.body) : null
    const { object } = entry
    const whole = cut === null ? null : await this.#cutMails.join({ object, body: opened.body }, cut)
    if (cut !== null && whole === null) await noteMissing(bag, path, cut)
    const put = bag.put(path, whole ?? mail)
    // `writeAll` or `finish` awaits this promise later and throws its error.
    put.catch(() => undefined)
    files.push(put)
    const beside = `data/${path}`
    const unproven = withheldLine(readable.ref, 'UNPROVEN', { about: title, beside })
    const line =
      proof === null
        ? unproven
        : whole === null
          ? proofLine(readable, proof, { kind, beside, text })
          : // What is signed is the mail without its parts.
            proofLine(readable, proofWithBody(proof, opened.body), { kind, beside: null, text }) + unproven
    await bag.append(`proof/${author}.jsonl`, line)
    const content = { path, attached, words }
    await bag.append('records/letters.jsonl', letterRecord(parts, entry, opened, content))
    await this.#writePage(opened, readable.ref, content)
    await this.#threads.add(entry, mail)
    if (isOwnPost(parts, readable.ref, opened.header)) await writePost(bag, this.#postNames, entry, opened)
    this.written++
  }

  async #withhold(entry: ListedEntry, code: Withheld): Promise<void> {
    const { bag, parts } = this.#options
    const ref = getRef(entry.ref)
    const { name } = mailboxOf(parts, ref.person)
    const about = [entry.subject ?? '', name, dayOf(entry.at)].filter((words) => words !== '').join(' · ')
    await bag.append(`proof/${toText(ref.person)}.jsonl`, withheldLine(ref, code, { about }))
    await bag.append('records/letters.jsonl', sealedRecord(parts, entry, code))
  }

  async #writeAttached({ header }: OpenedObject, { person }: Ref): Promise<ExportedFile[]> {
    const attached: ExportedFile[] = []
    for (const { ref, key, label } of attachmentsOf(header, person)) {
      const path = await this.#options.files.write({
        ref,
        contentKey: key,
        name: label.name,
        size: label.size,
      })
      attached.push({ ...label, ref, path })
    }
    return attached
  }

  /** Reads a written letter again, when a later reply makes it the first of a thread. */
  async #readAgain(object: Uint8Array): Promise<{ entry: ListedEntry; mail: Uint8Array } | null> {
    const { parts } = this.#options
    const entry = await parts.index.find(object)
    const read = await readObject(parts, object)
    if (entry === null || 'withheld' in read) return null
    const { opened, readable } = read
    const attached = await this.#writeAttached(opened, readable.ref)
    return {
      entry,
      mail: mailOf(parts, opened, { ref: readable.ref, text: formatRef(readable.ref) }, attached),
    }
  }

  async #writePage(
    { header }: OpenedObject,
    ref: Ref,
    { path, attached, words }: { path: string; attached: ExportedFile[]; words: LetterWords },
  ): Promise<void> {
    const { bag, parts } = this.#options
    const month = monthOf(header.at)
    const page = `read/${month}.html`
    if (!this.months.has(month)) await bag.append(page, monthHead(month))
    this.months.add(month)
    const files = attached.flatMap((file) =>
      file.path === null ? [] : [{ name: file.name, path: `../${file.path}` }],
    )
    const letter = letterOnPage({
      ...namesOf(parts, ref, header),
      ...{ subject: header.title, text: words.text, at: header.at, files, eml: `../${path}` },
      within: words.within.map(({ name }) => name),
    })
    for await (const slice of letter) await bag.append(page, slice)
  }
}

/** Returns the names of sender and recipients. An imported mail names them itself. */
function namesOf(parts: LetterParts, ref: Ref, header: ObjectHeader): { from: Mailbox; to: Mailbox[] } {
  const origin = findOrigin(parts.ledger, parts, ref, header)
  if (origin === null) return { from: mailboxOf(parts, ref.person), to: addresseesOf(parts, header) }
  const named = (one: MailAddress): Mailbox => ({ name: showAddress(one), id: '' })
  return { from: named(origin.from), to: origin.to.map(named) }
}
