// The positions of everything in a grid of pictures, calculated from their shapes alone. The scroll
// bar is right from the start.
// Every picture of a row has the same height and nearly its own shape, and full rows fill the width.
// Short sections share a line. Pure. All lengths are in pixels.

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
  /** The width per height of each picture in percent; 0 if unknown. */
  shapes: readonly number[]
}

export interface Sizes {
  /** The available width. */
  width: number
  /** The height that rows come close to. */
  rowHeight: number
  gap: number
  heading: number
  /** The least width of a section in a shared line, which its heading needs. */
  minSection: number
}

export interface PlacedSection {
  key: string
  title: string
  top: number
  bottom: number
  /** Index of the section's first picture, over all sections. */
  first: number
  count: number
}

/** A heading, or a row of pictures from left to right. */
export interface GridRow {
  key: string
  top: number
  left: number
  height: number
  /** For a heading: how much room it has. */
  width: number
  /** Set for a heading, which has no pictures; null for a row of pictures. */
  title: string | null
  first: number
  /** The width of each picture. */
  widths: readonly number[]
}

/** Everything at one height: one row with its heading, or the rows of several short sections. */
interface GridLine {
  top: number
  bottom: number
  first: number
  count: number
  rows: readonly GridRow[]
}

export interface GridLayout {
  lines: readonly GridLine[]
  sections: readonly PlacedSection[]
  height: number
  count: number
  /** The distance between the tops of two usual rows. */
  pitch: number
  gap: number
}

const SECTION_GAP = 20
/** Beside each other, sections are further apart than pictures. */
const BESIDE_GAP = 28

/** The shape of a picture that is not known yet. */
const UNKNOWN_SHAPE = 1
/** A tile shows the middle of a picture that is narrower or wider. */
const [NARROWEST, WIDEST] = [0.55, 2.6]
/** A full row is at most this much higher than the others; its pictures are cropped instead. */
const HIGHEST = 1.35

const shownShape = (percent: number): number =>
  percent === 0 ? UNKNOWN_SHAPE : Math.min(WIDEST, Math.max(NARROWEST, percent / 100))

export function layOut(sections: readonly Section[], sizes: Sizes): GridLayout {
  const lines: GridLine[] = []
  const placed: PlacedSection[] = []
  let [top, first] = [0, 0]
  for (const group of groupShort(sections, sizes)) {
    const built = placeGroup(group, { top, first, sizes })
    lines.push(...built)
    const bottom = built.at(-1)!.bottom
    for (const { key, title, shapes } of group) {
      placed.push({ key, title, top, bottom, first, count: shapes.length })
      first += shapes.length
    }
    top = bottom + SECTION_GAP
  }
  const { rowHeight, gap } = sizes
  const height = lines.at(-1)?.bottom ?? 0
  return { lines, sections: placed, height, count: first, pitch: rowHeight + gap, gap }
}

/** A section with the width that it gets. */
interface Sized extends Section {
  width: number
}

/** Groups the sections that share a line. A section that needs more than one row is alone. */
function groupShort(sections: readonly Section[], sizes: Sizes): Sized[][] {
  const groups: Sized[][] = []
  /** The width that the last group leaves. */
  let left = 0
  for (const section of sections.filter(({ shapes }) => shapes.length > 0)) {
    const needed = Math.max(widthInOneRow(section.shapes, sizes), sizes.minSection)
    const width = Math.min(needed, sizes.width)
    if (needed <= left) groups.at(-1)!.push({ ...section, width })
    else groups.push([{ ...section, width }])
    left = (needed <= left ? left : sizes.width) - needed - BESIDE_GAP
  }
  // A section alone in its line may stretch over all of it.
  return groups.map((group) => (group.length > 1 ? group : [{ ...group[0]!, width: sizes.width }]))
}

/** Infinite if one row is not enough. */
function widthInOneRow(shapes: readonly number[], { rowHeight, gap, width }: Sizes): number {
  let sum = -gap
  for (const shape of shapes) {
    sum += shownShape(shape) * rowHeight + gap
    if (sum > width) return Infinity
  }
  return Math.ceil(sum)
}

interface Start {
  top: number
  /** Index of the group's first picture. */
  first: number
  sizes: Sizes
}

function placeGroup(group: readonly Sized[], { top, first, sizes }: Start): GridLine[] {
  const heading = group.some(({ title }) => title !== '') ? sizes.heading : 0
  const lines: GridRow[][] = [[]]
  let [next, left] = [first, 0]
  for (const { key, title, shapes, width } of group) {
    const base = { left, width, first: next }
    if (title !== '') lines[0]!.push({ ...base, key: `${key}/`, top, height: heading, title, widths: [] })
    let rowTop = top + heading
    for (const [number, row] of breakRows(shapes, { ...sizes, width }).entries()) {
      const placed = { ...base, ...row, key: `${key}/${number}`, top: rowTop, title: null, first: next }
      ;(lines[number] ??= []).push(placed)
      rowTop += row.height + sizes.gap
      next += row.widths.length
    }
    left += width + BESIDE_GAP
  }
  return lines.map(toLine)
}

function toLine(rows: readonly GridRow[]): GridLine {
  return {
    top: rows[0]!.top,
    bottom: Math.max(...rows.map((row) => row.top + row.height)),
    first: rows[0]!.first,
    count: rows.reduce((sum, { widths }) => sum + widths.length, 0),
    rows,
  }
}

interface Broken {
  widths: number[]
  height: number
}

/** Breaks where the height is closest to the usual one. The last row is not stretched. */
function breakRows(percents: readonly number[], sizes: Sizes): Broken[] {
  const rows: Broken[] = []
  let shapes: number[] = []
  for (const percent of percents) {
    const more = [...shapes, shownShape(percent)]
    const [without, along] = [fullHeight(shapes, sizes), fullHeight(more, sizes)]
    if (along > sizes.rowHeight) shapes = more
    else if (shapes.length > 0 && without / sizes.rowHeight < sizes.rowHeight / along) {
      rows.push(fullRow(shapes, sizes))
      shapes = more.slice(-1)
    } else {
      rows.push(fullRow(more, sizes))
      shapes = []
    }
  }
  if (shapes.length === 0) return rows
  const height = Math.min(sizes.rowHeight, fullHeight(shapes, sizes))
  return [...rows, { height, widths: shapes.map((shape) => shape * height) }]
}

/** Returns the height at which these pictures fill the width. */
function fullHeight(shapes: readonly number[], { width, gap }: Sizes): number {
  const sum = shapes.reduce((all, shape) => all + shape, 0)
  return (width - gap * (shapes.length - 1)) / sum
}

function fullRow(shapes: readonly number[], sizes: Sizes): Broken {
  const full = fullHeight(shapes, sizes)
  return {
    height: Math.min(full, sizes.rowHeight * HIGHEST),
    widths: shapes.map((shape) => shape * full),
  }
}

/** Returns the headings and rows between two heights, from top to bottom. */
export function rowsBetween({ lines }: GridLayout, from: number, to: number): GridRow[] {
  const start = findIndex(lines, ({ bottom }) => bottom >= from)
  const end = findIndex(lines, ({ top }) => top > to)
  return lines.slice(start, end).flatMap(({ rows }) => rows)
}

/** Binary search for the first line that fulfils a condition, as do all lines after it. */
function findIndex(lines: readonly GridLine[], fulfils: (line: GridLine) => boolean): number {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (fulfils(lines[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}

function lineAt({ lines }: GridLayout, index: number): number {
  return findIndex(lines, ({ first, count }) => first + count > index)
}

/** Returns the top and the height of a picture. */
export function placeOf(layout: GridLayout, index: number): { top: number; height: number } {
  const { top, height } = pictureRows(layout.lines[lineAt(layout, index)])[0] ?? { top: 0, height: 0 }
  return { top, height }
}

const pictureRows = (line: GridLine | undefined): GridRow[] =>
  line?.rows.filter(({ title }) => title === null) ?? []

export type GridStep = 'left' | 'right' | 'up' | 'down' | 'home' | 'end'

/** Returns the index to which a key moves. Up and down go to the picture that is nearest. */
export function stepFrom(layout: GridLayout, index: number, step: GridStep): number {
  const last = layout.count - 1
  if (step === 'home') return 0
  if (step === 'end') return last
  if (step === 'left') return Math.max(0, index - 1)
  if (step === 'right') return Math.min(last, index + 1)
  return stepByLine(layout, index, step === 'down' ? 1 : -1)
}

function stepByLine(layout: GridLayout, index: number, by: 1 | -1): number {
  const at = lineAt(layout, index)
  const from = middlesOf(layout, layout.lines[at]).find((one) => one.index === index)
  const there = middlesOf(layout, layout.lines[at + by])
  if (from === undefined || there.length === 0) return index
  const far = ({ middle }: Middle): number => Math.abs(middle - from.middle)
  return there.reduce((nearest, one) => (far(one) < far(nearest) ? one : nearest)).index
}

interface Middle {
  index: number
  /** The distance of the picture's middle from the left. */
  middle: number
}

function middlesOf({ gap }: GridLayout, line: GridLine | undefined): Middle[] {
  return pictureRows(line).flatMap(({ first, left, widths }) => {
    let x = left
    return widths.map((width, at) => {
      const middle = x + width / 2
      x += width + gap
      return { index: first + at, middle }
    })
  })
}
