// The marks of a scrubber: where each month is in the whole grid, and which of them have room for a
// label. Pure. Lengths are in pixels.
import type { PlacedSection } from './layout.ts'

/** `label`: null for a dot. */
export interface Mark {
  key: string
  label: 'year' | 'month' | null
  top: number
}

/** The least distance of a label, and of a dot, to other marks. */
const [LABEL_PX, DOT_PX] = [22, 8]

/** Returns the index of the section at this height of the grid. */
export function sectionAt(sections: readonly PlacedSection[], top: number): number {
  const after = sections.findIndex((section) => section.top > top)
  return after === -1 ? sections.length - 1 : Math.max(0, after - 1)
}

/** The first month of each year is labelled first, then other months where there is room. */
export function marksOf(
  sections: readonly PlacedSection[],
  { height, trackHeight }: { height: number; trackHeight: number },
): Mark[] {
  const all = sections.map(({ key, top }, at) => {
    const label = yearOf(key) === yearOf(sections[at - 1]?.key) ? ('month' as const) : ('year' as const)
    return { key, label, top: (top / Math.max(1, height)) * trackHeight }
  })
  const marks: Mark[] = []
  const add = (some: readonly Mark[], distance: number): void => {
    for (const mark of some)
      if (marks.every(({ top }) => Math.abs(top - mark.top) >= distance)) marks.push(mark)
  }
  add(
    all.filter(({ label }) => label === 'year'),
    LABEL_PX,
  )
  add(all, LABEL_PX)
  add(
    all.map((mark) => ({ ...mark, label: null })),
    DOT_PX,
  )
  return marks
}

const yearOf = (month: string | undefined): string | undefined => month?.split('-')[0]
