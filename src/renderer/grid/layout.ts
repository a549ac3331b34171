// The positions of everything in a grid of square pictures, calculated from the counts alone. The
// scroll bar is right from the start.
// Pure. All lengths are in pixels.

/** The data of one tile, for pictures and films of any author. */
export interface Tile {
  id: string
  /** The caption or the file's name. */
  name: string
  /** The preview that came with the file; null if it has none. */
  preview: string | null
  /** Added to the accessible name: when it was taken, and by whom. */
  facts: string
  isFilm: boolean
  isPinned: boolean
}

/** Pictures under one heading: a month or a person; an album has no heading. */
export interface Section {
  key: string
  /** Empty for no heading. */
  title: string
  count: number
}

export interface Sizes {
  /** The available width. */
  width: number
  /** The smallest edge of a picture. The pictures share the remaining width. */
  minTile: number
  gap: number
  heading: number
}

export interface PlacedSection extends Section {
  top: number
  /** The top of its first row of pictures. */
  rowsTop: number
  bottom: number
  /** Index of the section's first picture, over all sections. */
  first: number
}

export interface GridLayout {
  columns: number
  /** The edge of a picture. */
  tile: number
  /** The distance between the tops of two rows. */
  pitch: number
  height: number
  count: number
  sections: readonly PlacedSection[]
}

export interface GridRow {
  key: string
  top: number
  /** Set for a heading, which has no pictures; null for a row of pictures. */
  title: string | null
  first: number
  count: number
}

const SECTION_GAP = 20

export function layOut(sections: readonly Section[], { width, minTile, gap, heading }: Sizes): GridLayout {
  const columns = Math.max(1, Math.floor((width + gap) / (minTile + gap)))
  const tile = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns))
  const pitch = tile + gap
  let top = 0
  let first = 0
  const placed = sections.map((section): PlacedSection => {
    const rowsTop = top + (section.title === '' ? 0 : heading)
    const bottom = rowsTop + Math.ceil(section.count / columns) * pitch
    const here = { ...section, top, rowsTop, bottom, first }
    top = bottom + SECTION_GAP
    first += section.count
    return here
  })
  return { columns, tile, pitch, height: placed.at(-1)?.bottom ?? 0, count: first, sections: placed }
}

/** Returns the headings and rows between two heights, from top to bottom. */
export function rowsBetween(layout: GridLayout, from: number, to: number): GridRow[] {
  const rows: GridRow[] = []
  for (const section of layout.sections) {
    if (section.bottom < from) continue
    if (section.top > to) break
    if (section.title !== '') rows.push(headingOf(section))
    const last = Math.ceil(section.count / layout.columns) - 1
    const start = Math.max(0, Math.floor((from - section.rowsTop) / layout.pitch))
    const end = Math.min(last, Math.floor((to - section.rowsTop) / layout.pitch))
    for (let row = start; row <= end; row++) rows.push(rowOf(layout, section, row))
  }
  return rows
}

function headingOf({ key, title, top, first }: PlacedSection): GridRow {
  return { key: `${key}/`, top, title, first, count: 0 }
}

function rowOf({ columns, pitch }: GridLayout, section: PlacedSection, row: number): GridRow {
  const before = row * columns
  return {
    key: `${section.key}/${row}`,
    top: section.rowsTop + row * pitch,
    title: null,
    first: section.first + before,
    count: Math.min(columns, section.count - before),
  }
}

function sectionOf({ sections }: GridLayout, index: number): PlacedSection | undefined {
  return sections.find(({ first, count }) => index >= first && index < first + count)
}

/** Returns the top of a picture's row. */
export function topOf(layout: GridLayout, index: number): number {
  const section = sectionOf(layout, index)
  if (section === undefined) return 0
  return section.rowsTop + Math.floor((index - section.first) / layout.columns) * layout.pitch
}

export type GridStep = 'left' | 'right' | 'up' | 'down' | 'home' | 'end'

/** Returns the index to which a key moves. Up and down keep the column, also across a heading. */
export function stepFrom(layout: GridLayout, index: number, step: GridStep): number {
  const last = layout.count - 1
  if (step === 'home') return 0
  if (step === 'end') return last
  if (step === 'left') return Math.max(0, index - 1)
  if (step === 'right') return Math.min(last, index + 1)
  return stepByRow(layout, index, step === 'down' ? 1 : -1)
}

function stepByRow(layout: GridLayout, index: number, by: 1 | -1): number {
  const section = sectionOf(layout, index)
  if (section === undefined) return index
  const { columns } = layout
  const column = (index - section.first) % columns
  const row = Math.floor((index - section.first) / columns) + by
  const rows = Math.ceil(section.count / columns)
  if (row >= 0 && row < rows) return section.first + Math.min(row * columns + column, section.count - 1)
  const next = layout.sections[layout.sections.indexOf(section) + by]
  if (next === undefined || next.count === 0) return index
  const nextRow = by === 1 ? 0 : Math.ceil(next.count / columns) - 1
  return next.first + Math.min(nextRow * columns + column, next.count - 1)
}
