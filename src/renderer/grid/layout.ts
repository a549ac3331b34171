// Where everything in a grid of square pictures stands, known from the counts alone: the scroll bar is right from the start, and a
// picture's place is arithmetic. Pure; pixels in, pixels out.

/** What is drawn of a picture or a film, whoever it is from. */
export interface Tile {
  id: string
  /** Its caption, or the file's name. */
  name: string
  /** Small, as it came with the file; null where none was made. */
  preview: string | null
  /** Behind the name, for those who listen: when it was taken, whose it is. */
  facts: string
  isFilm: boolean
  isPinned: boolean
}

/** Pictures under one heading: a month, a person, or an album without any. */
export interface Section {
  key: string
  /** Empty is no heading. */
  title: string
  count: number
}

export interface Sizes {
  /** Of what the grid may fill. */
  width: number
  /** As small as a picture gets; they share what is left. */
  minTile: number
  gap: number
  heading: number
}

export interface PlacedSection extends Section {
  top: number
  /** Where its first row of pictures begins. */
  rowsTop: number
  bottom: number
  /** Its first picture, counted over all sections. */
  first: number
}

export interface GridLayout {
  columns: number
  /** Edge of a picture. */
  tile: number
  /** From the top of one row to the top of the next. */
  pitch: number
  height: number
  count: number
  sections: readonly PlacedSection[]
}

export interface GridRow {
  key: string
  top: number
  /** A heading has a title and no pictures. */
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

/** The headings and rows that stand between two heights, from top to bottom. */
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

/** The height at which the row of a picture begins. */
export function topOf(layout: GridLayout, index: number): number {
  const section = sectionOf(layout, index)
  if (section === undefined) return 0
  return section.rowsTop + Math.floor((index - section.first) / layout.columns) * layout.pitch
}

export type GridStep = 'left' | 'right' | 'up' | 'down' | 'home' | 'end'

/** The picture that a key leads to. Up and down keep the column, also over a heading. */
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
