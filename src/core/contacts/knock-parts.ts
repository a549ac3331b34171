// Types, limits and constants that both sides of a knock share.
import type { PairingParts } from './pair-parts.ts'

export type KnockParts = Omit<PairingParts, 'feeds'>

export const KNOCK_DAY_MS = 86_400_000
export const KNOCK_TIMEOUT_MS = 10_000
/** The one answer to every knock. It reveals only that bytes were received. */
export const NOTHING_SAID = Uint8Array.of(0)
