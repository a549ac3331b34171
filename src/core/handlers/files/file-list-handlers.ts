// Handlers for lists of files: pages by time, months, the map, and persons.
import { resolveContact } from '../../contacts/index.ts'
import { findCorrespondent, findCorrespondents } from '../../correspondents/index.ts'
import { parseText } from '../../base/index.ts'
import { isEngineError } from '../../contract/errors.ts'
import type { Handlers, MapCluster } from '../../contract/index.ts'
import { countAttachedByAuthor } from '../../delivery/index.ts'
import { clusterPlaces, countMonths, listFiles, type FileFilter } from '../../files/index.ts'
import type { Rows } from '../../ledger/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { describeListed } from './describe-file.ts'
import { personId } from '../../contract-ids.ts'
import { senderOf } from './file-of-mail.ts'
import type { Serving } from '../serving.ts'

type FileLists = Pick<Handlers['files'], 'list' | 'months' | 'map' | 'people'>
type Filters = Parameters<FileLists['months']>[0]

export const fileListHandlers = {
  async list(home, { limit, before, order = 'added', month, ...filters }) {
    const page = { order, limit, month: month ?? null, before: before ?? null }
    return listFiles(home.parts.ledger, await filterOf(home, filters), page).map((file) =>
      describeListed(home, file),
    )
  },
  async months(home, filters) {
    return countMonths(home.parts.ledger, await filterOf(home, filters))
  },
  async map(home, { columns, ...filters }) {
    const clusters = clusterPlaces(home.parts.ledger, await filterOf(home, filters), columns)
    return clusters.map(({ sample, ...cluster }): MapCluster => ({
      ...cluster,
      sample: describeListed(home, sample),
    }))
  },
  async people({ parts }, { kind = [] }) {
    const me = personId(parts.identity.person)
    return countAttachedByAuthor(parts.ledger, kind)
      .map(({ person, count }) => ({ ...senderOf(parts, person), count }))
      .filter(({ person }) => person !== me)
      .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
  },
} satisfies Partial<Serving<'files'>>

/** @throws NOT_FOUND, AMBIGUOUS */
async function filterOf(
  { parts, albums }: OpenHome,
  { from = 'mine', kind = [], album, tag, within }: Filters,
): Promise<FileFilter> {
  const view = album === undefined ? null : await albums.resolve(album)
  return {
    from: typeof from === 'string' ? from : { persons: findAuthors(parts.ledger, from.person) },
    kinds: kind,
    tag: tag ?? null,
    within: within ?? null,
    pages: view === null ? null : view.pages.map(({ object }) => object),
  }
}

/**
 * Finds a contact, or else everybody whom mails name and who may be meant.
 * @throws NOT_FOUND, AMBIGUOUS
 */
function findAuthors(rows: Rows, who: string): Uint8Array[] {
  try {
    return [resolveContact(rows, who).person]
  } catch (error) {
    const key = parseText(who)
    const isKnown = key !== null && findCorrespondent(rows, key) !== null
    const found = isKnown ? [key] : findCorrespondents(rows, who)
    if (found.length === 0 || !isEngineError(error, 'NOT_FOUND')) throw error
    return found
  }
}
