// What was written after `npm run bench --`: which benches, how large, and where the figures go.

export interface Order {
  names: string[]
  isQuick: boolean
  /** How large a file is in the bench of files; null as it sees fit. */
  megabytes: number | null
  /** How many letters go out and in; null as the bench sees fit. */
  letters: number | null
  /** A file for the figures as JSON, or null. */
  jsonPath: string | null
}

/** @throws Error with a sentence for who typed it; an unknown name is told what there is */
export function parseArguments(words: readonly string[], known: readonly string[]): Order {
  const order: Order = { names: [], isQuick: false, megabytes: null, letters: null, jsonPath: null }
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--quick') order.isQuick = true
    else if (word === '--megabytes') order.megabytes = takeNumber(word, rest)
    else if (word === '--letters') order.letters = takeNumber(word, rest)
    else if (word === '--json') order.jsonPath = takePath(rest)
    else if (known.includes(word)) order.names.push(word)
    else throw new Error(`There is no bench called ${word}. There are: ${known.join(', ')}. ${USAGE}`)
  }
  // In their own order, each once: some leave a machine warmer than others.
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
