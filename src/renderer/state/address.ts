// Parses an address into its words: `#/first/second/third?name=value`. Pure.
import type { RefText } from '../../core/contract/index.ts'

/** The part of an address after its first word. */
export interface Rest {
  parts: readonly [second: string, third: string]
  values: URLSearchParams
}

export interface Address {
  parts: readonly string[]
  values?: Record<string, readonly string[]>
}

export const REF_START = 'fumikura://ref/'

export function parseAddress(hash: string): { first: string; rest: Rest } {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [first = '', second = '', third = ''] = path.split('/').map(decode)
  return { first, rest: { parts: [second, third], values: new URLSearchParams(query) } }
}

export function formatAddress({ parts, values = {} }: Address): string {
  const path = parts.filter((part) => part !== '').map(encodeURIComponent)
  const query = new URLSearchParams(
    Object.entries(values).flatMap(([name, all]) => all.map((value) => [name, value])),
  )
  return `#/${path.join('/')}${query.size === 0 ? '' : `?${query}`}`
}

/** An address holds a ref without `fumikura://ref/`; a shortened ref is enough. */
export function toRef(tail: string): RefText | null {
  return tail === '' ? null : ((tail.startsWith(REF_START) ? tail : REF_START + tail) as RefText)
}

export function fromRef(ref: RefText | null): string {
  return ref === null ? '' : ref.replace(REF_START, '')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Returns the value as a list of one, or an empty list if it is empty. */
export function given(value: string): string[] {
  return value === '' ? [] : [value]
}

/** Null if `text` is empty. */
export function orNull(text: string): string | null {
  return text === '' ? null : text
}
