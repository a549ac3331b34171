// phones: browsers that use this home from anywhere. A phone is a key in a row; no key of the person
// reaches it. Here are the key by which phones recognise the home, the routes on which it is found,
// pairing, rights, ending, and what a phone did that outlives it. Who carries the bytes, and how they
// are encrypted, is not known here: a link is something that has a key and can be closed.
export type { PhoneActRow } from './phone-acts.ts'
export { farPublicKey } from './far-key.ts'
export { formatFarLink } from './far-link.ts'
export { phonesSchema } from './schema.ts'
export type { PhonePush, PhoneRow } from './phone-rows.ts'
export { Phones, type PhoneLink, type ShownPhone } from './phones.ts'
export type { Wake, WakePlan, WakeSource } from './wake-source.ts'
