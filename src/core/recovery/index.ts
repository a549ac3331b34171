// recovery: brings a person to a new device, by their 24 words and a backup. The cores of the old
// device are never written again.
// May import everything below. Path: words → root → new device, list, card → rows and blocks of a
// backup → each contact notified → their side read back.
export { recoverySchema } from './restore-rows.ts'
export { findRecovered, recoverHome, type BroughtAlong } from './recover-home.ts'
export { ReturnNotifier } from './return-notifier.ts'
export { StationReadBack } from './station-read-back.ts'
export { ReturnReceiver } from './return-receiver.ts'
