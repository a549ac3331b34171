// What a list of letters or threads shows: a box, or the letters of every box with one label. Pure.
import type { Box, GroupId, ListFilter, RefText, ThreadSummary } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import { BOX_FILTERS, FILTERS } from './narrowing.ts'
import { boxPlace, groupInBox, labelPlace, type Place } from './place.ts'

export interface Labelled {
  label: string
}

export type Listing = Box | Labelled

export const isLabelled = (of: Listing): of is Labelled => typeof of !== 'string'

/** Names a listing within the tab. */
export const keyOf = (of: Listing): string => (isLabelled(of) ? `label:${of.label}` : of)

export const nameOf = (of: Listing): string => (isLabelled(of) ? of.label : m.boxes[of])

export const filtersOf = (of: Listing): readonly ListFilter[] => (isLabelled(of) ? FILTERS : BOX_FILTERS[of])

/** The listing, or a letter in it. */
export function placeIn(of: Listing, ref: RefText | null = null): Place {
  return isLabelled(of) ? labelPlace(of.label, ref) : boxPlace(of, ref)
}

/** Null on a screen that shows something else. */
export function listingAt(place: Place): Listing | null {
  if (place.screen === 'label') return { label: place.label }
  return place.screen === 'box' ? place.box : null
}

/** The letter beside the listing. */
export function refBeside(place: Place): RefText | null {
  return place.screen === 'label' || place.screen === 'box' ? place.ref : null
}

/** The group beside the inbox. */
export function groupBeside(place: Place): GroupId | null {
  return place.screen === 'box' ? (place.group ?? null) : null
}

/** Names a row of a list of threads. */
export const rowIdOf = ({ thread, group }: Pick<ThreadSummary, 'thread' | 'group'>): string => group ?? thread

/** The place of a row of a list of threads. */
export function placeOfRow(of: Listing, { thread, group }: Pick<ThreadSummary, 'thread' | 'group'>): Place {
  return group === null ? placeIn(of, thread) : groupInBox(group)
}
