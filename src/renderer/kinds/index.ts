// What the page shows of a letter by its kind: in lists, in threads and in talks. A new kind is a row
// in a file of its own, and its name in this table. From receive on.
import type { Component } from 'svelte'
import type { LetterSummary, RefText } from '../../core/contract/index.ts'
import type { Place } from '../state/place.ts'
import { album } from './album.ts'
import { mail } from './mail.ts'

/** A column that is omitted leaves what a letter shows. */
export interface KindRow {
  /** Its sign in the lists. A letter has a paperclip, if it has files. */
  Icon?: Component<{ size?: number; 'aria-hidden'?: 'true' }>
  /** What its row shows of its files. */
  Thumbs?: Component<{ of: RefText }>
  /** Of a kind that is not read among letters. */
  placeOf?: (ref: RefText) => Place
  /** In its row: what it is, in place of what was opened or is sealed. Null: as a letter. */
  line?: (letter: LetterSummary) => string | null
  /** In the row of its thread, if it has no words. */
  snippet?: (letter: LetterSummary) => string
  arrived?: (name: string, title: string) => string
  /** It can be what was said in a talk. */
  maySay?: true
  /** In a thread, in place of its envelope and its sheet. */
  part?: Part
  /** In a thread, above the text of its sheet. */
  head?: Part
  /** In a talk, in place of its envelope and its sheet. */
  card?: Part
}

type Part = () => Promise<{ default: Component<{ letter: LetterSummary }> }>

export const KINDS: Readonly<Record<LetterSummary['kind'], KindRow>> = {
  letter: { maySay: true },
  album,
  mail,
}

export const kindOf = ({ kind }: Pick<LetterSummary, 'kind'>): KindRow => KINDS[kind]
