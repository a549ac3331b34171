// A number of bytes in the unit that people read. The page, the command line and the dialogs of the
// desktop show the same number.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

interface ByteSize {
  /** Rounded: with one decimal below ten, else whole. */
  value: number
  unit: (typeof UNITS)[number]
}

/** `4.1 kB`, `41 kB`: decimal units, as discs and other programs count. */
export function sizeOf(bytes: number): ByteSize {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return { value: value < 10 ? Math.round(value * 10) / 10 : Math.round(value), unit: UNITS[unit]! }
}
