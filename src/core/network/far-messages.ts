// The messages of the channel `fumikura/far`, which carries the links of phones on the wire between a
// station and a home. Nobody here can read what they contain.
import { bool, bytesUpTo, fixedBytes, formOf, part, textUpTo, uint } from '../base/index.ts'
import { ROUTE_BYTES } from '../contract/message-link.ts'

/** A longer message of a link travels in pieces, so that other frames go between them. */
export const FAR_PIECE_BYTES = 32 * 1024
const MAX_FROM_BYTES = 64
const MAX_REASON_BYTES = 128

/** Message 0, from the station: a phone has come on this route. Sent. */
export const farLinkForm = formOf(
  part('far link', {
    /** Its number on this wire. It counts from 1. */
    link: uint,
    route: fixedBytes(ROUTE_BYTES),
    /** The class of the phone's address. */
    from: textUpTo(MAX_FROM_BYTES),
  }),
)

/** Message 1, from either end: the next piece of a message. Sent. */
export const farPieceForm = formOf(
  part('far piece', { link: uint, isLast: bool, bytes: bytesUpTo(FAR_PIECE_BYTES) }),
)

/** Message 2, from either end: the link is over. Sent. */
export const farEndForm = formOf(part('far end', { link: uint, reason: textUpTo(MAX_REASON_BYTES) }))

/** Message 3, from the station: so many more bytes have left for the phone. Sent. */
export const farTakenForm = formOf(part('far taken', { link: uint, bytes: uint }))

/** Returns the reason, cut to what a message can hold. */
export function cutReason(reason: string): string {
  return reason.replace(/[^ -~]/g, '?').slice(0, MAX_REASON_BYTES)
}
