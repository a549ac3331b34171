// The filter of a list of letters or of threads, from a call to the index. What can be opened now
// depends on who is connected, which the index does not know.
import { resolveContact } from '../../contacts/index.ts'
import type { LetterSummary, ListFilter as GivenState } from '../../contract/index.ts'
import { mayHandOver } from '../../delivery/index.ts'
import type { OpenHome } from '../../open-home.ts'
import type { Bin, ListFilter, ListName } from '../../views/index.ts'
import { resolveWideKey } from './recipients.ts'

interface GivenFilter {
  only: readonly GivenState[]
  person?: string | undefined
  label?: string | undefined
  audience?: string | undefined
  said?: boolean | undefined
}

/** @throws NOT_FOUND, AMBIGUOUS */
export async function resolveFilter(
  home: OpenHome,
  box: ListName | Bin,
  { only, person, label, audience, said = true }: GivenFilter,
): Promise<ListFilter> {
  return {
    only: only.filter((state) => state !== 'openable'),
    person: person === undefined ? null : resolveContact(home.parts.ledger, person).person,
    label: label ?? null,
    audience: audience === undefined ? null : resolveWideKey(home, audience),
    hasSaid: said,
    openableFrom: only.includes('openable') ? await listAuthorsHere(home, box) : null,
  }
}

/** The authors of sealed letters of a box who can perhaps hand them over now. */
async function listAuthorsHere({ parts }: OpenHome, box: ListName | Bin): Promise<Uint8Array[]> {
  const authors = await parts.index.listSealedAuthors(box, parts.clockGuard.read().now)
  return authors.filter((author) => mayHandOver(parts, author))
}

interface GivenPage {
  limit: number
  before: string | null
}

type Row = Pick<LetterSummary, 'cursor' | 'opensFrom'>

/**
 * Reads pages until one is full. A letter that needs more stations than answer is left out, which
 * is known only after its row is read.
 */
export async function fillPage<Entry extends Row, Page extends GivenPage>(
  page: Page,
  { openableFrom }: ListFilter,
  read: (page: Page) => Promise<Entry[]>,
): Promise<Entry[]> {
  if (openableFrom === null) return read(page)
  const found: Entry[] = []
  for (let { before } = page; ;) {
    const entries = await read({ ...page, before })
    found.push(...entries.filter(({ opensFrom }) => opensFrom !== null && opensFrom !== 'nobody'))
    if (found.length >= page.limit || entries.length < page.limit) return found.slice(0, page.limit)
    before = entries.at(-1)!.cursor
  }
}
