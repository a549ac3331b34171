// Parses a location as films write it (ISO 6709): `+41.9000+012.5000+021.000/`, in degrees, or with
// minutes and seconds in one number.
// Pure. Null for text that is not a location.
import type { FilePlace } from '../../store/index.ts'

const FORM = /^\s{0,8}([+-])(\d{2,6})(\.\d{1,15})?([+-])(\d{3,7})(\.\d{1,15})?(?![\d.])/
const LONGEST = 128

export function parseIso6709(text: string): FilePlace | null {
  const found = FORM.exec(text.slice(0, LONGEST))
  if (found === null) return null
  const [, latitudeSign, latitudeDigits, latitudePart, longitudeSign, longitudeDigits, longitudePart] = found
  const latitude = degrees(latitudeSign!, latitudeDigits!, latitudePart, 2)
  const longitude = degrees(longitudeSign!, longitudeDigits!, longitudePart, 3)
  return latitude === null || longitude === null ? null : checkPlace(latitude, longitude)
}

/**
 * Null if the coordinates are not on earth. Also null for 0, 0, because receivers without a fix
 * write zeros.
 */
export function checkPlace(latitude: number, longitude: number): FilePlace | null {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null
  return latitude === 0 && longitude === 0 ? null : { latitude, longitude }
}

/** Parses `DD`, `DDMM` or `DDMMSS`. The last of these may have a fraction. */
function degrees(sign: string, digits: string, part = '', width: number): number | null {
  const rest = digits.length - width
  if (rest !== 0 && rest !== 2 && rest !== 4) return null
  const numbers = [digits.slice(0, width), digits.slice(width, width + 2), digits.slice(width + 2)]
  const size = numbers
    .slice(0, 1 + rest / 2)
    .map((number, i) => Number(i === rest / 2 ? number + part : number) / 60 ** i)
    .reduce((sum, number) => sum + number, 0)
  return sign === '-' ? -size : size
}
