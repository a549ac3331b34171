// The names of things as they cross a door: text, branded so that one kind cannot be passed for another.
// All are z-base-32 of the bytes inside; a client keeps and compares them, and never looks into them.

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** A person's root key, 52 characters. */
export type PersonId = Branded<'PersonId'>
/** A device's key, 52 characters. */
export type DeviceId = Branded<'DeviceId'>
/** `fumikura://ref/…`: the name of an object, with hints where it lies. */
export type RefText = Branded<'RefText'>
/** `fumikura://person/…`: where a stranger can knock. */
export type AddressText = Branded<'AddressText'>
/** `fumikura://invite/…`: good for one pairing, at most a day. */
export type InviteText = Branded<'InviteText'>
export type InviteId = Branded<'InviteId'>
/** A group: the hash of its first membership record, 52 characters. */
export type GroupId = Branded<'GroupId'>
/** `fumikura://group/…`: a way into a group for many, until it ends or is revoked. */
export type GroupLinkText = Branded<'GroupLinkText'>
export type GroupLinkId = Branded<'GroupLinkId'>
export type JoinRequestId = Branded<'JoinRequestId'>
export type KnockId = Branded<'KnockId'>
/** A file of mine, or one that a letter attaches; good in this home alone. */
export type FileId = Branded<'FileId'>
/** A file that is being stored. */
export type SealingId = Branded<'SealingId'>
/** An export, a check or an import that is under way. */
export type WorkId = Branded<'WorkId'>
export type DraftId = Branded<'DraftId'>
export type SessionId = Branded<'SessionId'>
/** The place of one entry in a list; the next page is asked for with it, and it means nothing else. */
export type Cursor = Branded<'Cursor'>
/** ISO 8601 in UTC with milliseconds, as Date.toISOString gives it. */
export type IsoTime = string

/** A person with the name by which they are known here. */
export interface Party {
  person: PersonId
  name: string
}

/** Whom an object is for, where it is not a person. */
export type WideAudience = 'self' | 'public'
