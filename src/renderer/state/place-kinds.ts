// What a place says beside its screen, and the short way to make each. place.ts has the addresses.
import type { Box, DraftId, GroupId, PersonId, Place as Spot, RefText } from '../../core/contract/index.ts'
import { fromRef } from './address.ts'
import type { SettingsPart } from './settings-rows.ts'

/** The parts of a group's page. */
export const GROUP_PARTS = ['posts', 'members', 'links', 'about'] as const
export type GroupPart = (typeof GROUP_PARTS)[number]

/** The parts of a contact's page. */
export const PERSON_PARTS = ['about', 'talk'] as const
export type PersonPart = (typeof PERSON_PARTS)[number]

/** The views of the files. */
export const FILE_VIEWS = ['time', 'albums', 'map', 'documents', 'space'] as const
export type FileView = (typeof FILE_VIEWS)[number]

export interface BoxPlace {
  screen: 'box'
  box: Box
  ref: RefText | null
  /** The row of this group in the inbox; then without a letter. */
  group?: GroupId
}

/** All letters with a label, or a letter of them. */
export interface LabelPlace {
  screen: 'label'
  label: string
  ref: RefText | null
}

export interface SearchPlace {
  screen: 'search'
  query: string
  ref: RefText | null
}

/** A saved draft, or the initial content of a new one. */
export interface ComposePlace {
  screen: 'compose'
  draft: DraftId | null
  replyTo: RefText | null
  /** The version of this author that the new letter replaces. */
  replaces: RefText | null
  /** The recalled letter of the draft, whose earlier readers the pane offers. */
  recalled: RefText | null
  to: string[]
  subject: string
  /** The initial text: a forwarded link, or a quoted passage. */
  text: string
}

/** The contacts, one of them, the talk with them, or a letter of that talk. */
export interface PeoplePlace {
  screen: 'people'
  person: PersonId | null
  /** Default: as the person looked at a contact last. */
  part?: PersonPart
  ref?: RefText
}

/** The list of groups, one group, or a post of it. */
export interface GroupsPlace {
  screen: 'groups'
  group: GroupId | null
  part: GroupPart
  /** A post that is being read; only with a group. */
  ref: RefText | null
}

/** The list of followed persons, the archive of one of them or of this person, or a post of it. */
export interface FollowsPlace {
  screen: 'follows'
  person: PersonId | null
  ref: RefText | null
}

/**
 * Pictures, documents and the other views; and optionally one album, document, person or spot of a
 * view.
 */
export interface FilesPlace {
  screen: 'files'
  view: FileView
  of: string | null
}

export interface SettingsPlace {
  screen: 'settings'
  part: SettingsPart | null
}

/** A box, or a letter in it. */
export function boxPlace(box: Box, ref: RefText | null = null): BoxPlace {
  return { screen: 'box', box, ref }
}

/** A group in the inbox: its letters and its talk beside the list. */
export function groupInBox(group: GroupId): BoxPlace {
  return { ...boxPlace('inbox'), group }
}

/** A new letter with its initial content. */
export function composePlace(beginnings: Partial<Omit<ComposePlace, 'screen'>> = {}): ComposePlace {
  return {
    screen: 'compose',
    draft: null,
    replyTo: null,
    replaces: null,
    recalled: null,
    to: [],
    subject: '',
    text: '',
    ...beginnings,
  }
}

/** All letters with a label, or a letter of them. */
export function labelPlace(label: string, ref: RefText | null = null): LabelPlace {
  return { screen: 'label', label, ref }
}

export function groupPlace(group: GroupId | null, part: GroupPart = 'posts'): GroupsPlace {
  return { screen: 'groups', group, part, ref: null }
}

export function personPlace(person: PersonId, part: PersonPart, ref: RefText | null = null): PeoplePlace {
  const place = { screen: 'people', person, part } as const
  return ref === null ? place : { ...place, ref }
}

export function followsPlace(person: PersonId | null = null): FollowsPlace {
  return { screen: 'follows', person, ref: null }
}

export function filesPlace(view: FileView = 'time', of: string | null = null): FilesPlace {
  return { screen: 'files', view, of }
}

/** The map around the place of one picture. */
export function mapPlace({ latitude, longitude }: Spot): FilesPlace {
  return filesPlace('map', `${latitude.toFixed(SPOT_DIGITS)},${longitude.toFixed(SPOT_DIGITS)}`)
}

/** Null if the text names no spot of the world. */
export function parseSpot(of: string | null): Spot | null {
  const [, north, east] = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/.exec(of ?? '') ?? []
  const spot = { latitude: Number(north), longitude: Number(east) }
  return Math.abs(spot.latitude) <= 90 && Math.abs(spot.longitude) <= 180 ? spot : null
}

/** About 10 m. */
const SPOT_DIGITS = 4

/** All albums, or one of them by its ref. */
export function albumPlace(album: RefText | null = null): FilesPlace {
  return filesPlace('albums', album === null ? null : fromRef(album))
}
