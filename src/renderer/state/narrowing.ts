// The filter and order of a list, as it is asked for and as a tab keeps it. Pure. It belongs to the
// view. A tab keeps it for each box, and a link to a letter does not contain it.
import {
  LIST_FILTERS,
  LIST_ORDERS,
  type Box,
  type ListFilter,
  type ListOrder,
  type PersonId,
} from '../../core/contract/index.ts'
import { parseObject, toObject } from './parse-object.ts'

export interface Narrowing {
  order: ListOrder
  /** All of them must hold. */
  only: readonly ListFilter[]
  /** The author or a reader of the letter. */
  person: PersonId | null
  label: string | null
}

/** By the key of the listing. */
export type KeptNarrowings = Readonly<Record<string, Narrowing>>

/** No filter, newest first. */
export const WHOLE: Narrowing = { order: 'newest', only: [], person: null, label: null }

/** `pressing` is for the rows above all others, not for a choice. */
const CHOSEN = LIST_FILTERS.filter((one) => one !== 'pressing')

/** Of these one holds at most. The inbox has chips for them. */
export const KIND_FILTERS = ['letters', 'mail'] as const satisfies readonly ListFilter[]

export const isKindFilter = (filter: ListFilter): boolean => KIND_FILTERS.some((one) => one === filter)

export const FILTERS = CHOSEN.filter((one) => !isKindFilter(one))

/**
 * The filters that can divide the letters of a box; a filter that holds for all or none of them is
 * left out.
 */
export const BOX_FILTERS: Readonly<Record<Box, readonly ListFilter[]>> = {
  inbox: CHOSEN,
  archive: FILTERS,
  snoozed: FILTERS,
  starred: ['unread', 'openable', 'opened', 'urgent', 'done'],
  sent: ['starred', 'urgent', 'done'],
  waiting: ['starred', 'urgent'],
  held: ['starred', 'urgent'],
  scheduled: ['starred', 'urgent'],
  drafts: [],
  notes: ['starred'],
  following: ['unread', 'opened', 'starred'],
  imported: ['starred'],
  spam: ['starred'],
  trash: ['starred'],
}

/** True if the filter can hide letters of the box. */
export function isNarrowed({ only, person, label }: Narrowing): boolean {
  return only.length > 0 || person !== null || label !== null
}

/** True without any filter and in the default order, so nothing to show about it. */
export function isWhole(narrowing: Narrowing): boolean {
  return narrowing.order === WHOLE.order && !isNarrowed(narrowing)
}

/** Adds the filter, or removes it if it is set. */
export function toggleFilter({ only }: Narrowing, filter: ListFilter): ListFilter[] {
  if (only.includes(filter)) return only.filter((other) => other !== filter)
  const kept = isKindFilter(filter) ? only.filter((other) => !isKindFilter(other)) : only
  return CHOSEN.filter((other) => other === filter || kept.includes(other))
}

/** Parses what a tab kept, and skips what is not valid any longer. */
export function parseNarrowings(text: string | null): KeptNarrowings {
  const kept = parseObject(text)
  return Object.fromEntries(
    Object.keys(kept).flatMap((key) => {
      const filters = filtersOfKey(key)
      return filters === null ? [] : [[key, toNarrowing(filters, toObject(kept[key]))]]
    }),
  )
}

/** Null for a key of no listing. */
function filtersOfKey(key: string): readonly ListFilter[] | null {
  if (key.startsWith('label:')) return FILTERS
  return Object.hasOwn(BOX_FILTERS, key) ? BOX_FILTERS[key as Box] : null
}

function toNarrowing(filters: readonly ListFilter[], kept: Record<string, unknown>): Narrowing {
  const only: unknown[] = Array.isArray(kept.only) ? kept.only : []
  return {
    order: LIST_ORDERS.find((order) => order === kept.order) ?? WHOLE.order,
    only: filters.filter((filter) => only.includes(filter)),
    person: typeof kept.person === 'string' ? (kept.person as PersonId) : null,
    label: typeof kept.label === 'string' ? kept.label : null,
  }
}
