// What the page shows in the lists of letters, by its kind. A new kind is a row in a file of its own,
// and its name in this table. From receive on.
import Paperclip from '@lucide/svelte/icons/paperclip'
import type { Component } from 'svelte'
import type { LetterSummary, RefText } from '../../core/contract/index.ts'
import type { Place } from '../state/place.ts'
import { album } from './album.ts'

/** Of a kind that is not read as a letter is: it is shown at a place of its own. */
export interface Apart {
  placeOf: (ref: RefText) => Place
  sealed: () => string
  opened: () => string
  /** In the row of its thread, if it has no words. */
  snippet: () => string
  arrived: (name: string, title: string) => string
  /** What its row shows of its files. */
  Thumbs: Component<{ of: RefText }>
  /** Shown in a pane of letters. */
  notice: () => Promise<{ default: Component<{ letter: LetterSummary }> }>
}

interface KindRow {
  /** Beside the number of its files. */
  Icon: Component<{ size?: number; 'aria-hidden'?: 'true' }>
  apart?: Apart
}

const KINDS: Readonly<Record<LetterSummary['kind'], KindRow>> = {
  letter: { Icon: Paperclip },
  album,
}

export const kindOf = ({ kind }: Pick<LetterSummary, 'kind'>): KindRow => KINDS[kind]
