// Says whether the way out of a list may be used by one request (RFC 8058): only if the sender of the
// mail signed both fields, or anybody could make this home send a request to a place of their choice.
import type { AuthResult, AuthResults } from './auth-results.ts'
import type { Field } from './head-fields.ts'
import { signerOf } from './mail-proof.ts'

const FIELDS = ['list-unsubscribe', 'list-unsubscribe-post'] as const

/** @param found the results that count */
export function isWayOutSigned(fields: readonly Field[], found: readonly AuthResults[]): boolean {
  // Of several fields a signature may cover another one.
  if (FIELDS.some((name) => fields.filter((field) => field.name === name).length !== 1)) return false
  const signatures = fields.filter(({ name }) => name === 'dkim-signature').map(({ value }) => tagsOf(value))
  return found
    .flatMap(({ results }) => results)
    .filter(({ method, result }) => method === 'dkim' && result === 'pass')
    .some((passed) => {
      const [signature, ...others] = signatures.filter((tags) => isResultOf(passed, tags))
      return signature !== undefined && others.length === 0 && FIELDS.every((name) => covers(signature, name))
    })
}

type Tags = ReadonlyMap<string, string>

const MAX_CHARS = 16_384

function tagsOf(signature: string): Tags {
  const pairs = signature.slice(0, MAX_CHARS).split(';')
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, Math.max(0, at)).trim(), pair.slice(at + 1).replace(/\s+/g, '')]
    }),
  )
}

/** A sender can write a second signature under the name of the first, so the value is compared too. */
function isResultOf({ properties }: AuthResult, tags: Tags): boolean {
  const [selector, start = ''] = [properties.get('header.s'), properties.get('header.b')]
  return (
    signerOf(properties).toLowerCase() === tags.get('d')?.toLowerCase() &&
    (selector === undefined || selector === tags.get('s')) &&
    tags.get('b')?.startsWith(start) === true
  )
}

const covers = (tags: Tags, name: string): boolean =>
  (tags.get('h') ?? '').toLowerCase().split(':').includes(name)
