// Decides which parts of a mail stay on its server, by what the server says about them.
// A part that stays is only named by its place in the tree: where it is in the mail is found while
// the rest is fetched (cut-mail.ts).

/** A part as a server describes it (BODYSTRUCTURE). Its sizes may be wrong. */
export interface PartShape {
  /** In lower case, for example text/plain. */
  type: string
  parameters: Readonly<Record<string, string>>
  disposition: 'inline' | 'attachment' | null
  /** The encoded size in bytes. */
  size: number
  parts: readonly PartShape[]
}

export interface CutLimits {
  /** A mail of this size or less is not cut, and no part of this size or less leaves it alone. */
  partBytes: number
  /** Text is kept up to this size, which is what the reader shows of it. */
  textBytes: number
  /** All that is kept of a mail. Then the largest parts leave it until it is less. */
  keptBytes: number
  /** A mail up to this size is taken whole if it cannot be cut. */
  wholeBytes: number
}

export const CUT_LIMITS: CutLimits = {
  partBytes: 256 * 1024,
  textBytes: 4 << 20,
  keptBytes: 8 << 20,
  wholeBytes: 24 << 20,
}

/** A part that stays on the server. */
export interface LeftOut {
  /** The numbers of the parts on the way to it, from 1. Empty for a mail without parts. */
  path: number[]
  /** The boundaries of the multiparts on the way. */
  boundaries: string[]
  size: number
  /** About as many bytes are between the part before it that stays, or the beginning, and this one. */
  before: number
}

/** Returns the parts that stay, in the order of the mail. Null if its tree cannot be followed. */
export function planCut(root: PartShape, limits: CutLimits): LeftOut[] | null {
  const leaves = listLeaves(root)
  if (leaves === null) return null
  const left = new Set(leaves.filter(({ part }) => isTooLarge(part, limits)))
  let kept = 0
  for (const leaf of leaves) if (!left.has(leaf)) kept += leaf.part.size
  for (const leaf of leaves.toSorted((one, other) => other.part.size - one.part.size)) {
    if (kept <= limits.keptBytes) break
    if (left.has(leaf)) continue
    left.add(leaf)
    kept -= leaf.part.size
  }
  return withDistances(leaves, left)
}

interface Leaf {
  part: PartShape
  path: number[]
  boundaries: string[]
}

const MAX_PARTS = 1000
const MAX_DEPTH = 20

function listLeaves(root: PartShape): Leaf[] | null {
  const leaves: Leaf[] = []
  const waiting: Leaf[] = [{ part: root, path: [], boundaries: [] }]
  for (let count = 0; waiting.length > 0; count++) {
    const leaf = waiting.pop()!
    const { part, path, boundaries } = leaf
    if (count >= MAX_PARTS || path.length > MAX_DEPTH) return null
    // A mail within a mail has parts, too. It stays or comes as one.
    if (!part.type.startsWith('multipart/') || part.parts.length === 0) leaves.push(leaf)
    else {
      const { boundary } = part.parameters
      if (boundary === undefined || boundary === '' || part.parts.length > MAX_PARTS) return null
      const children = part.parts.map((child, index) => ({
        part: child,
        path: [...path, index + 1],
        boundaries: [...boundaries, boundary],
      }))
      waiting.push(...children.reverse())
    }
  }
  return leaves
}

function isTooLarge({ type, disposition, size }: PartShape, { partBytes, textBytes }: CutLimits): boolean {
  const isShown = disposition !== 'attachment' && (type === 'text/plain' || type === 'text/html')
  return size > (isShown ? textBytes : partBytes)
}

/** Of the head of a part, with its delimiter. */
const HEAD_BYTES = 512
/** Of the head of a mail, in addition. */
const MAIL_HEAD_BYTES = 1536

function withDistances(leaves: readonly Leaf[], left: ReadonlySet<Leaf>): LeftOut[] {
  const found: LeftOut[] = []
  let before = MAIL_HEAD_BYTES
  for (const leaf of leaves) {
    before += HEAD_BYTES
    const { path, boundaries, part } = leaf
    if (!left.has(leaf)) before += part.size
    else {
      found.push({ path, boundaries, size: part.size, before })
      before = 0
    }
  }
  return found
}
