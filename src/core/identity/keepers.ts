// The stations of a person, as their card names them. A reader asks the stations of a set for the
// shares of a letter, and a contact hands notices to the mailboxes.
// A place is only a device key, because the network finds a device by its key. An address would
// change, and nothing would notice that.
import { key32, listUpTo, struct, toHex, uint, formOf, type EncodedBy } from '../base/index.ts'

export const MAX_KEEPERS = 7
export const MAX_KEEPER_SETS = 4

export const NO_KEEPERS: Keepers = { sets: [], mailboxes: [] }

export const keepersForm = formOf(
  struct({
    /** The newest first. An older set stays while an unopened letter names it. */
    sets: listUpTo(
      struct({
        /** Counts up from 1. A set never changes; another choice of stations is another set. */
        id: uint,
        /** How many stations must release before a reader can open: k. */
        need: uint,
        /** How many stations may lie, or forget, without a recall being certain too early: t. */
        distrust: uint,
        /** Device keys. The first one has place 1. */
        devices: listUpTo(key32, MAX_KEEPERS),
      }),
      MAX_KEEPER_SETS,
    ),
    /** Device keys of the stations that take records for this person. */
    mailboxes: listUpTo(key32, MAX_KEEPERS),
  }),
)
export type Keepers = EncodedBy<typeof keepersForm>

/** The stations that decide about a letter together, in the order of their places. */
export type KeeperSet = Keepers['sets'][number]

/** True if each set can be opened and recalled, and no device occurs twice where it counts. */
export function areValidKeepers({ sets, mailboxes }: Keepers): boolean {
  return (
    sets.every(isValidSet) &&
    sets.every(({ id }, i) => i === 0 || id < sets[i - 1]!.id) &&
    areDistinct(mailboxes)
  )
}

function isValidSet({ id, need, distrust, devices }: KeeperSet): boolean {
  return id >= 1 && need >= 1 && need <= devices.length && distrust < need && areDistinct(devices)
}

function areDistinct(devices: readonly Uint8Array[]): boolean {
  return new Set(devices.map(toHex)).size === devices.length
}

/**
 * Returns the set for new letters. Null without stations: older sets may remain, of stations that
 * were left.
 */
export function currentSet({ sets, mailboxes }: Keepers): KeeperSet | null {
  const present = new Set(mailboxes.map(toHex))
  const [newest] = sets
  return newest?.devices.every((device) => present.has(toHex(device))) === true ? newest : null
}

/** Every station that the card names, each one once. */
export function listKeepers({ sets, mailboxes }: Keepers): Uint8Array[] {
  const all = [...mailboxes, ...sets.flatMap(({ devices }) => devices)]
  return [...new Map(all.map((device) => [toHex(device), device])).values()]
}
