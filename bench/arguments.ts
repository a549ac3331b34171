// Parses the words after `npm run bench --`: which benches to run, how large, and where to write
// the figures.

export interface Order {
  names: string[]
  isQuick: boolean
  /** The file size for the `files` bench; null for its default. */
  megabytes: number | null
  /** The number of letters for `portable`; null for its default. */
  letters: number | null
  /** A file for the figures as JSON, or null. */
  jsonPath: string | null
}

/** @throws Error with a sentence for the person; for an unknown name it lists the known ones */
export function parseArguments(words: readonly string[], known: readonly string[]): Order {
  const order: Order = { names: [], isQuick: false, megabytes: null, letters: null, jsonPath: null }
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--quick') order.isQuick = true
    else if (word === '--megabytes') order.megabytes = takeNumber(word, rest)
    else if (word === '--letters') order.letters = takeNumber(word, rest)
    else if (word === '--json') order.jsonPath = takePath(rest)
    else if (known.includes(word)) order.names.push(word)
    else throw new Error(`There is no bench named ${word}. The benches are: ${known.join(', ')}. ${USAGE}`)
  }
  // In a fixed order, each once, because some benches leave the machine warmer than others.
  const names = known.filter((name) => order.names.length === 0 || order.names.includes(name))
  return { ...order, names }
}

const USAGE = 'Usage: npm run bench -- [name…] [--quick] [--megabytes N] [--letters N] [--json FILE]'

function takePath(rest: string[]): string {
  const path = rest.shift()
  if (path === undefined || path.startsWith('--'))
    throw new Error(`--json needs the name of a file. ${USAGE}`)
  return path
}

function takeNumber(word: string, rest: string[]): number {
  const number = Number(rest.shift())
  if (!Number.isInteger(number) || number < 1) throw new Error(`${word} needs a number. ${USAGE}`)
  return number
}
