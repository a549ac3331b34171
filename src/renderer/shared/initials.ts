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

/** Returns one of eight colours, always the same for a person. */
export function faceOf(id: string): number {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)!) % 65_521
  return sum % FACES
}
