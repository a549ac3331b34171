// Fetches a mail without its large parts. Path: what a server says about a mail → ranges of it →
// the bytes to keep, from which join-mail.ts makes the whole mail again.
// Only the order of the parts and their sizes are taken from the server. Each place is confirmed by
// the delimiter behind it, and by our own reader. Sections cannot do that: no section has what is
// between the parts.
import { CUT_LIMITS, planCut, type CutLimits, type LeftOut, type PartShape } from './cut-plan.ts'
import { headOfCut, linesOfCut, readCut, type PlacedPart } from './cut-form.ts'
import { placesOfCut } from './cut-parts.ts'
import { MailSource, MAX_LINES, type ReadRange } from './mail-source.ts'
import { readStructure } from './mime-parts.ts'

export interface MailOnServer {
  /** The whole size by the server, which may be wrong. */
  size: number
  /** Asked for if the mail is large enough to be cut. Null: the server does not say. */
  findStructure: () => Promise<PartShape | null>
}

/**
 * Returns the bytes to keep of a mail. Null if it must be fetched whole, because it is small, or
 * because what the server says about its parts is not true.
 */
export async function cutMail(
  mail: MailOnServer,
  read: ReadRange,
  limits: CutLimits = CUT_LIMITS,
): Promise<Uint8Array | null> {
  if (mail.size <= limits.partBytes) return null
  const structure = await mail.findStructure()
  const plan = structure === null ? null : planCut(structure, limits)
  const cut = plan === null || plan.length === 0 ? null : await new Cut(mail, read, limits).take(plan)
  return cut ?? (mail.size > limits.wholeBytes ? cutBody(mail, read, limits) : null)
}

/** Keeps the head alone. Null if even that has no end. */
async function cutBody(mail: MailOnServer, read: ReadRange, limits: CutLimits): Promise<Uint8Array | null> {
  const source = new MailSource(read, limits.keptBytes)
  const head = await source.findHeadEnd(0)
  if (head === null) return null
  const size = await source.measure(mail.size)
  const part: PlacedPart = { section: 'TEXT', start: 0, skip: 0, head, size: size - head }
  return Buffer.concat([Buffer.from(linesOfCut(size, [part])), source.bytes.subarray(0, head)])
}

/** A multipart on the way to a part, and how many of its delimiters were passed. */
interface Level {
  boundary: string
  passed: number
}

class Cut {
  readonly #mail: MailOnServer
  readonly #source: MailSource
  readonly #kept: Uint8Array[] = []
  readonly #parts: PlacedPart[] = []
  #length = 0
  #levels: Level[] = []
  #path: readonly number[] = []

  constructor(mail: MailOnServer, read: ReadRange, { keptBytes }: CutLimits) {
    this.#mail = mail
    // The heads of parts are in no size that the plan knows.
    this.#source = new MailSource(read, 2 * keptBytes)
  }

  async take(plan: readonly LeftOut[]): Promise<Uint8Array | null> {
    for (const one of plan) if (!(await this.#leaveOut(one))) return null
    const end = await this.#source.readToEnd(this.#mail.size)
    if (end === null) return null
    this.#keep(this.#source.bytes)
    const mail = Buffer.concat([Buffer.from(linesOfCut(end, this.#parts)), ...this.#kept])
    return isReadable(mail) ? mail : null
  }

  async #leaveOut({ path, boundaries, size, before }: LeftOut): Promise<boolean> {
    const source = this.#source
    await source.fill(before)
    const start = path.length === 0 ? 0 : await this.#findPart(path, boundaries)
    const end = start === null ? null : await source.findHeadEnd(start)
    if (start === null || end === null) return false
    const section = path.join('.') || '1'
    const ours = path.length === 0 ? '' : headOfCut(section, size)
    this.#parts.push({ section, start: this.#length + start, skip: ours.length, head: end - start, size })
    this.#keep(source.bytes.subarray(0, start), Buffer.from(ours), source.bytes.subarray(start, end))
    source.skip(end + size)
    return source.isBefore(boundaries.at(-1) ?? null)
  }

  /** Returns where the head of the part begins. */
  async #findPart(path: readonly number[], boundaries: readonly string[]): Promise<number | null> {
    const shared = path.findIndex((number, depth) => number !== this.#path[depth])
    this.#levels.length = Math.min(this.#levels.length, shared + 1)
    this.#path = path
    let at: number | null = 0
    for (let depth = Math.max(0, shared); depth < path.length; depth++) {
      const level = (this.#levels[depth] ??= { boundary: boundaries[depth]!, passed: 0 })
      for (; level.passed < path[depth]!; level.passed++) {
        at = await this.#source.findDelimiter(level.boundary, at)
        if (at === null) return null
      }
    }
    return at
  }

  #keep(...pieces: readonly Uint8Array[]): void {
    this.#kept.push(...pieces)
    for (const { byteLength } of pieces) this.#length += byteLength
  }
}

/** True if our reader finds each part that was left out in its place. */
function isReadable(mail: Buffer): boolean {
  if (hasManyDashes(mail)) return false
  const cut = readCut(mail)
  return cut !== null && placesOfCut(readStructure(mail).root, cut).size === cut.parts.length
}

/** True if a search for delimiters would stop so often that the engine waits for it. */
function hasManyDashes(mail: Buffer): boolean {
  let at = mail.indexOf('\n--')
  for (let count = 0; at !== -1; at = mail.indexOf('\n--', at + 1)) if (++count > MAX_LINES) return true
  return false
}
