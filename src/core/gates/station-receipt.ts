// Whether a station signed an answer for its customer. Only such an answer counts between notify and
// state.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { accountOf, gateReceiptForm, isReceiptGenuine } from '../station-records/index.ts'

/** A station as its customer knows it: its device key, and the customer. */
export interface StationCustomer {
  readonly station: Uint8Array
  readonly person: Uint8Array
}

/** True if the station signed it for this customer and this answer. */
export function isReceiptFor(
  { station, person }: StationCustomer,
  bytes: Uint8Array,
  answered: Uint8Array,
): boolean {
  try {
    const receipt = gateReceiptForm.decode(bytes)
    const isMeant =
      equalBytes(receipt.account, accountOf(station, person)) && equalBytes(receipt.answered, answered)
    return isMeant && isReceiptGenuine(receipt, station)
  } catch (error) {
    if (error instanceof MalformedRecord) return false
    throw error
  }
}
