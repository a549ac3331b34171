// The options of a front as they are typed: where it listens, and under which origins.
import { isIP } from 'node:net'
import { EngineError } from '../../core/contract/index.ts'
import type { CertificateFiles } from './certificate.ts'

export interface WebOptions {
  host: string
  /** 0 for any free port. */
  port: number
  /** Null: plain HTTP, on loopback only. */
  certificate: CertificateFiles | null
  /** The origin of phones from outside. Null: where it listens. */
  phones: string | null
  /** The origin of letters by link. Null: they are not served. */
  guests: string | null
}

export interface TypedWebOptions {
  web?: string
  cert?: string
  key?: string
  phones?: string
  guests?: string
}

const MAX_PORT = 65_535

/**
 * Returns null without `--web`.
 * @throws INVALID; the reason is `insecure` for plain HTTP beyond loopback
 */
export function parseWebOptions(typed: TypedWebOptions): WebOptions | null {
  const { web, cert, key } = typed
  if (web === undefined) {
    const [stray] = (['cert', 'key', 'phones', 'guests'] as const).filter((name) => typed[name] !== undefined)
    if (stray !== undefined) throw new EngineError('INVALID', `--${stray} has no meaning without --web.`)
    return null
  }
  const { host, port } = parseAddress(web)
  if ((cert === undefined) !== (key === undefined))
    throw new EngineError('INVALID', '--cert and --key belong together.')
  const certificate = cert === undefined || key === undefined ? null : { cert, key }
  if (certificate === null && !isLoopback(host)) throw insecure(host)
  const phones = parseOrigin('--phones', typed.phones)
  const guests = parseOrigin('--guests', typed.guests)
  if (phones === null && isEverywhere(host))
    throw new EngineError('INVALID', `--phones is missing: say by which name phones reach ${host}.`)
  if (phones !== null && phones === guests) throw oneName(phones)
  return { host, port, certificate, phones, guests }
}

/** A page of one app could otherwise use the keys of the other. */
export function oneName(origin: string): EngineError {
  return new EngineError('INVALID', `Phones and guests each need a name of their own, not both ${origin}.`)
}

function insecure(host: string): EngineError {
  const message = `Plain HTTP is served on loopback only, and ${host} is not. Give --cert and --key.`
  return new EngineError('INVALID', message, { details: { reason: 'insecure' } })
}

function parseAddress(text: string): { host: string; port: number } {
  const [, bracketed, named, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s/]+)):(\d{1,5})$/.exec(text) ?? []
  const host = bracketed ?? named
  const port = Number(digits)
  const isHost = host !== undefined && (bracketed === undefined || isIP(bracketed) === 6)
  if (!isHost || port > MAX_PORT)
    throw new EngineError('INVALID', '--web is an address and a port, such as 0.0.0.0:443 or [::]:443.')
  return { host, port }
}

/** The text as browsers send it, or null if there is none. */
function parseOrigin(option: string, text: string | undefined): string | null {
  if (text === undefined) return null
  const url = URL.canParse(text) ? new URL(text) : null
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href
  if (!isOrigin)
    throw new EngineError('INVALID', `${option} is the address of a page alone, such as https://nas.example.`)
  return url.origin
}

export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host === '::1' ||
    host.startsWith('::ffff:127.') ||
    (isIP(host) === 4 && host.startsWith('127.'))
  )
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** The origin of what listens. */
export function ownOrigin({ host, certificate }: WebOptions, port: number): string {
  const scheme = certificate === null ? 'http' : 'https'
  return new URL(`${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`).origin
}
