// identity: a person (24 words), the devices that they attest, their card and their address.
// May import base, contract, seal, home, ledger.
// Order: words → root key → attested device → signed era → card.
export * from './address.ts'
export * from './attestation.ts'
export { checkKemKey, createBoxKey, describeBoxKey, kemKeyEncoding, type NewBoxKey } from './box-keys.ts'
export * from './card.ts'
export * from './device-era.ts'
export * from './identity.ts'
export * from './keepers.ts'
export { checkName, findLookAlikes, isName, MAX_NAME_BYTES } from './names.ts'
export { readShownCard, type CardChange, type ShownCard } from './own-card.ts'
export * from './person.ts'
export * from './picture.ts'
export { publicTopic } from './public-topic.ts'
export * from './recover.ts'
export * from './safety-number.ts'
