// identity: a person (24 words), the devices that they attest, their card and their address.
// May import base, contract, seal, home, ledger.
// Order: words → root key → attested device → signed era → card.
export { isAddressText, parseAddress, type Address, ADDRESS_TAG_BYTES } from './address.ts'
export * from './attestation.ts'
export { checkKemKey, kemKeyEncoding } from './box-keys.ts'
export {
  decodeCard,
  latestBoxKey,
  compareCards,
  type Card,
  encodeCard,
  decodeStoredCard,
  type CardComparison,
} from './card.ts'
export { isActive, listDevices, heirOf } from './device-era.ts'
export * from './identity.ts'
export {
  currentSet,
  listKeepers,
  type KeeperSet,
  type Keepers,
  MAX_KEEPERS,
  MAX_KEEPER_SETS,
} from './keepers.ts'
export { checkName, findLookAlikes, isName, lookAlikeFinder, MAX_NAME_BYTES } from './names.ts'
export { readShownCard, type CardChange, type ShownCard } from './own-card.ts'
export { openPersonRoot, isPhrase, type PersonRoot } from './person.ts'
export { findPictureType, hashPicture, checkPicture, MAX_PICTURE_BYTES } from './picture.ts'
export { publicTopic } from './public-topic.ts'
export * from './recover.ts'
export * from './safety-number.ts'
