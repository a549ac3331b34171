// Sections of a mail, from the port's names to imapflow's query and back.
import type { FetchMessageObject, FetchQueryObject } from 'imapflow'

export function queryOfSections(sections: string[]): FetchQueryObject {
  return {
    uid: true,
    source: sections.includes(''),
    bodyParts: sections.filter((section) => section !== ''),
  }
}

/** Returns null for a row that answers something else. */
export function findSections(row: FetchMessageObject, sections: string[]): Map<string, Uint8Array> | null {
  if (row.source === undefined && row.bodyParts === undefined && row.headers === undefined) return null
  const found = sections.map((section) => [section, findSection(row, section)] as const)
  return new Map(found.filter((each): each is readonly [string, Buffer] => each[1] !== null))
}

export function queryOfRange(section: string, from: number, count: number): FetchQueryObject {
  const part = { start: from, maxLength: count }
  return section === '' ? { uid: true, source: part } : { uid: true, bodyParts: [{ key: section, ...part }] }
}

/** Returns null if the mail has no such section. */
export function findRange(
  row: FetchMessageObject,
  section: string,
  from: number,
  count: number,
): Uint8Array | null {
  const bytes = findSection(row, section)
  // Dovecot answers '' for a section that is not there, and nobody asks for the start of an empty one.
  if (bytes === null || (bytes.length === 0 && from === 0)) return null
  // A server that overlooks the range sends the section from its start, and names no origin.
  const { partialOrigins } = row as { partialOrigins?: Map<string, number> }
  const skipped = partialOrigins === undefined ? from : 0
  return bytes.subarray(skipped, skipped + count)
}

function findSection(row: FetchMessageObject, section: string): Buffer | null {
  const name = section.toLowerCase()
  if (name === '') return row.source ?? null
  const bytes = name === 'header' ? row.headers : row.bodyParts?.get(name)
  // imapflow has `false` for NIL, which its types leave out.
  return Buffer.isBuffer(bytes) ? bytes : null
}
