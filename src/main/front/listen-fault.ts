// Why a listener could not be opened, in a word for programs and in a sentence for people.
import { EngineError, type SiteFault } from '../../core/contract/index.ts'

/** Errors of the listener; any other is `other`. */
const FAULTS: Readonly<Record<string, SiteFault>> = {
  EADDRINUSE: 'taken',
  EACCES: 'denied',
  EADDRNOTAVAIL: 'no-address',
  ENOTFOUND: 'no-address',
  EAI_AGAIN: 'no-address',
}
const MESSAGES: Readonly<Record<SiteFault, string>> = {
  taken: 'The port is taken.',
  denied: 'This account may not use this port.',
  'no-address': 'There is no such address on this machine.',
  other: 'Nothing can be served there.',
}

export function faultOf(cause: unknown): SiteFault {
  return FAULTS[(cause as NodeJS.ErrnoException).code ?? ''] ?? 'other'
}

/** An INVALID with the reason in its details. */
export function explainFault(cause: unknown, { host, port }: { host: string; port: number }): EngineError {
  const reason = faultOf(cause)
  return new EngineError('INVALID', MESSAGES[reason], { details: { host, port, reason }, cause })
}
