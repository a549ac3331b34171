// recovery: a person on a new device, by their 24 words and a backup. Never with the cores of the device before.
// May import everything below. Path: words → root → new device, list, card → rows and blocks of a backup → each contact told → their side read back.
export { recoverySchema } from './adopt-rows.ts'
export { findRecovered, recoverHome, type BroughtAlong } from './recover-home.ts'
export { Returning } from './returning.ts'
export { WelcomeBack } from './welcome-back.ts'
