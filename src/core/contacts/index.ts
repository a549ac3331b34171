// contacts: how two people meet: invites, addresses and knocks; the address book; blocking and
// removal.
// May import base, contract, seal, ledger, diagnostics, identity, cores, store, feeds, access,
// network, views.
// Path: invite or knock → offer with card and nonce → both derive the pair secret → contact and
// feeds in one transaction.
export * from './acceptance.ts'
export * from './acquaintances.ts'
export * from './address-book.ts'
export { isBlockedPerson } from './blocks.ts'
export { countContacts, findContactByStart, type Contact } from './contact-rows.ts'
export { Devices, isCurrentDevice, keepFormerDevice } from './devices.ts'
export { InviteDesk } from './invite-desk.ts'
export type { GuestRow } from './invite-rows.ts'
export { Invites, type Invite } from './invites.ts'
export * from './knocking.ts'
export * from './knocks.ts'
export { findNamed, foldName, isNameLike } from './known-names.ts'
export { NewPair } from './new-pair.ts'
export { resolveBlocked, resolveContact, resolvePerson } from './resolve-contact.ts'
export * from './schema.ts'
