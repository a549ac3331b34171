// Ids as text, as they cross a door. Branded types keep one kind from being passed as another.
// All ids are opaque to a client, which stores and compares them and never parses them.

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A person's root key, 52 characters of z-base-32. */
export type PersonId = Branded<'PersonId'>
/** A device's key, 52 characters. */
export type DeviceId = Branded<'DeviceId'>
/** `fumikura://ref/…`: the name of an object, with hints about its position. */
export type RefText = Branded<'RefText'>
/** `fumikura://person/…`: an address at which a stranger can knock. */
export type AddressText = Branded<'AddressText'>
/** `fumikura://invite/…`: for one person or several, for at most 30 days. */
export type InviteText = Branded<'InviteText'>
export type InviteId = Branded<'InviteId'>
export type NewsId = Branded<'NewsId'>
/** Somebody who came by an invite for several. */
export type GuestId = Branded<'GuestId'>
/** A group: the hash of its first membership record, 52 characters. */
export type GroupId = Branded<'GroupId'>
/**
 * `fumikura://group/…`: a link by which many persons can join a group, until it expires or is
 * revoked.
 */
export type GroupLinkText = Branded<'GroupLinkText'>
export type GroupLinkId = Branded<'GroupLinkId'>
export type JoinRequestId = Branded<'JoinRequestId'>
export type KnockId = Branded<'KnockId'>
/** An own file, or a file that a letter attaches. Valid only in this home. */
export type FileId = Branded<'FileId'>
/** The storing of one file. */
export type SealingId = Branded<'SealingId'>
/** A running export, check or import. */
export type JobId = Branded<'JobId'>
export type DraftId = Branded<'DraftId'>
/** A saved search of this home. */
export type SearchId = Branded<'SearchId'>
/** A template of this home. */
export type TemplateId = Branded<'TemplateId'>
/** A rule of this home. */
export type RuleId = Branded<'RuleId'>
/** A mail account of this home. */
export type AccountId = Branded<'AccountId'>
export type SessionId = Branded<'SessionId'>
/** A paired phone of this home. */
export type PhoneId = Branded<'PhoneId'>
export type PhoneActId = Branded<'PhoneActId'>
/** The position of an entry in a list. Only use: to request the next page. */
export type Cursor = Branded<'Cursor'>
/** ISO 8601 in UTC with milliseconds, as Date.toISOString gives it. */
export type IsoTime = string

/** A person and the name by which this home knows them. */
export interface Party {
  person: PersonId
  name: string
}

/** A person of a letter, who may be known by a mail address alone. Nothing proves the address. */
export interface Correspondent extends Party {
  address?: string
}

/** An audience that is neither persons nor a group. */
export type WideAudience = 'self' | 'public'
