// Parses Authentication-Results (RFC 8601), which a server writes into a mail that it received. Anybody
// can write such a field, so who wrote it is decided elsewhere (mail-proof.ts).
export interface AuthResults {
  /** The name of the server that checked, in lower case. Empty if it gave none. */
  by: string
  results: AuthResult[]
}

export interface AuthResult {
  /** In lower case: dkim, spf, dmarc, … */
  method: string
  /** In lower case: pass, fail, none, … */
  result: string
  /** By its name in lower case, for example header.from. The first of a name counts. */
  properties: ReadonlyMap<string, string>
}

const MAX_CHARS = 16_384
const MAX_RESULTS = 100

/** Returns what the field says. Anything that is not in the form is passed over. */
export function parseAuthResults(field: string): AuthResults {
  const [first = [], ...rest] = splitResults(field.slice(0, MAX_CHARS))
  // Exchange Online begins with a result.
  const hasName = !/^[\w-]+(?:\/\d+)?=/.test(first.join(''))
  const by = hasName ? unquote(first[0] ?? '').toLowerCase() : ''
  const results = (hasName ? rest : [first, ...rest]).slice(0, MAX_RESULTS).flatMap(resultOf)
  return { by, results }
}

/** A quote without an end takes the rest, so that each character is looked at once. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|[();=]|[^\s"();=]+/gs

/** Returns the words of each piece between semicolons, without comments. `a = b` is one word. */
function splitResults(field: string): string[][] {
  const pieces: string[][] = [[]]
  let [depth, isOpen] = [0, false]
  for (const [token] of field.matchAll(TOKEN)) {
    if (token === '(') depth++
    else if (token === ')') depth = Math.max(0, depth - 1)
    else if (depth > 0) continue
    else if (token === ';') {
      pieces.push([])
      isOpen = false
    } else {
      const words = pieces.at(-1)!
      if (words.length > 0 && (isOpen || token === '=')) words.push(`${words.pop()!}${token}`)
      else words.push(token)
      isOpen = token === '='
    }
  }
  return pieces
}

function resultOf(words: readonly string[]): AuthResult[] {
  const [, method, result] = /^([\w-]+)(?:\/\d+)?=([\w-]+)$/.exec(words[0] ?? '') ?? []
  if (method === undefined || result === undefined) return []
  const properties = new Map<string, string>()
  for (const word of words.slice(1)) {
    const at = word.indexOf('=')
    const name = word.slice(0, at).toLowerCase()
    if (at > 0 && !properties.has(name)) properties.set(name, unquote(word.slice(at + 1)))
  }
  return [{ method: method.toLowerCase(), result: result.toLowerCase(), properties }]
}

function unquote(word: string): string {
  return word.startsWith('"') ? word.replace(/^"|"$/g, '').replace(/\\(.)/gs, '$1') : word
}
