// The one or two letters that represent a name, in any script.
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** `Chiyo Mori` → CM, `春日 千代` → 春, `mallory` → M; `?` where there is no letter. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\u3000・]+/u).map((word) => word.match(/[\p{L}\p{N}]/u)?.[0] ?? '')
  const letters = words.filter((letter) => letter !== '')
  const [first, last] = [letters[0], letters.at(-1)]
  if (first === undefined || last === undefined) return '?'
  if (CJK.test(first) || letters.length === 1) return first.toUpperCase()
  return (first + last).toUpperCase()
}

const FACES = 8

/** Returns one of eight colours, always the same for an id. */
export function faceOf(id: string): number {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) % 65_521
  return sum % FACES
}

/**
 * Gives each person a colour that the fewest before them have: the own one if it is free. Later
 * persons change no earlier colour.
 */
export function chooseFaces(ids: readonly string[]): ReadonlyMap<string, number> {
  const taken = Array.from({ length: FACES }, () => 0)
  return new Map(
    ids.map((id) => {
      const own = faceOf(id)
      const least = Math.min(...taken)
      const steps = taken.findIndex((_, step) => taken[(own + step) % FACES] === least)
      const face = (own + steps) % FACES
      taken[face]!++
      return [id, face]
    }),
  )
}
