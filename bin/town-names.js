// Chooses the Japanese names of towns from a dump of GeoNames (cities1000.txt or cities15000.txt,
// https://download.geonames.org/export/dump/), and prints them by the ids of the towns:
//   node bin/town-names.js cities15000.txt > src/renderer/map/town-names-ja.tsv
// The names of a dump have no language, so their script decides. Katakana is Japanese. Kanji is
// Japanese if its characters are those of everyday use, and the town is where kanji names are read.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const MIN_PEOPLE = 15_000
const KATAKANA = /^[ァ-ヴー・＝]+$/u
const KANJI_AND_KANA = /^[\p{Script=Han}々ヶ\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u
const KANJI = /\p{Script=Han}/u
const STARTS_IN_KANA = /^[\p{Script=Hiragana}\p{Script=Katakana}]/u
/** Where a name in kanji is written the same way in Japanese, or nearly so. */
const READ_IN_KANJI = new Set(['JP', 'CN', 'TW', 'HK', 'MO'])

/** The kanji of the first level of JIS X 0208. */
const EVERYDAY = new Set(levelOne())

function* levelOne() {
  const decoder = new TextDecoder('shift_jis')
  for (let code = 0x889f; code <= 0x9872; code++) {
    const character = decoder.decode(Uint8Array.of(code >> 8, code & 0xff))
    if (KANJI.test(character) && [...character].length === 1) yield character
  }
}

/** @param {string} name */
const isEveryday = (name) => [...name].every((one) => !KANJI.test(one) || one === '々' || EVERYDAY.has(one))

/** @param {string} country @param {readonly string[]} names @returns {string | undefined} */
function chooseName(country, names) {
  if (!READ_IN_KANJI.has(country)) return names.find((name) => KATAKANA.test(name))
  const isOfJapan = country === 'JP'
  const written = names.filter((name) => KANJI_AND_KANA.test(name))
  const read = written.filter(
    (name) => KANJI.test(name) && isEveryday(name) && (isOfJapan || !STARTS_IN_KANA.test(name)),
  )
  const city = read.find((name) => name.endsWith('市') && read.includes(baseOf(name)))
  const named = city ?? read.find((name) => name.endsWith('市')) ?? read[0]
  if (named !== undefined) return baseOf(named)
  // Rare kanji, such as those of 嬬恋, are right in Japan only.
  const rare = isOfJapan ? written.find((name) => KANJI.test(name)) : undefined
  return rare === undefined ? written.find((name) => KATAKANA.test(name)) : baseOf(rare)
}

/** Towns are called without what makes them towns. @param {string} name */
const baseOf = (name) => (name.length > 2 && name.endsWith('市') ? name.slice(0, -1) : name)

const [, , path] = process.argv
if (path === undefined) throw new Error('Name the dump of GeoNames.')
for await (const line of createInterface({ input: createReadStream(path) })) {
  const [id, , , names = '', , , , , country = '', , , , , , people] = line.split('\t')
  const name = Number(people) > MIN_PEOPLE ? chooseName(country, names.split(',')) : undefined
  if (name !== undefined) process.stdout.write(`${id}\t${name}\n`)
}
