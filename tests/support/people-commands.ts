// Shared by tests of several people on the command line: output shapes and common steps.
import { expect } from 'vitest'
import { eventually, type CommandLine } from './command-line.ts'

export interface Summary {
  ref: string | null
  from: { person: string; name: string }
  to: { person: string; name: string }[]
  subject: string
  sentAt: string
  size: number
  mode: string
  state: string
  cursor: string
}

export interface Reader {
  person: string
  name: string
  state: string
  at: string | null
  arrivedAt: string | null
  note: string | null
}

export const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
export const ID = /^[13-9a-km-uw-z]{52}$/
export const REF = /^fumikura:\/\/ref\/[13-9a-km-uw-z]+$/

/** Matches any text of this form in an expectation. */
export const text = (pattern: RegExp): string => expect.stringMatching(pattern) as string
export const party = (name: string) => ({ person: text(ID), name })

export async function pair(inviter: CommandLine, guest: CommandLine): Promise<void> {
  const { invite } = await inviter.get<{ invite: string }>(['invite'])
  await guest.get(['accept', invite])
}

/** Makes alice, bob and carol, each a contact of the two others. */
export async function makeThree<P extends CommandLine>(place: {
  person(name: string): Promise<P>
}): Promise<[P, P, P]> {
  const [alice, bob, carol] = await Promise.all([
    place.person('alice'),
    place.person('bob'),
    place.person('carol'),
  ])
  await pair(alice, bob)
  await pair(alice, carol)
  await pair(bob, carol)
  return [alice, bob, carol]
}

/** Sends with the options of `send`; returns the ref. */
export async function send(from: CommandLine, words: string[]): Promise<string> {
  return (await from.get<{ ref: string }>(['send', ...words])).ref
}

/** Returns the entry of a letter in a reader's inbox, once its notice is there. */
export async function arrival(of: string, at: CommandLine): Promise<Summary> {
  const look = async () => (await at.get<Summary[]>(['list'])).find(({ ref }) => ref === of)
  const found = await eventually('the notice arrives', look, (entry) => entry !== undefined)
  return found!
}

/** `{ name: state }` of a letter's readers, as its author sees them. */
export async function statesOf(author: CommandLine, ref: string): Promise<Record<string, string>> {
  const { readers } = await author.get<{ readers: Reader[] }>(['status', ref])
  return Object.fromEntries(readers.map(({ name, state }) => [name, state]))
}

/** `{ name: outcome }` of an author's act. */
export async function outcomesOf(
  author: CommandLine,
  act: string,
  ref: string,
  options: string[] = [],
): Promise<Record<string, string>> {
  const { readers } = await author.get<{ readers: { name: string; outcome: string }[] }>([
    ...[act, ref],
    ...options,
  ])
  return Object.fromEntries(readers.map(({ name, outcome }) => [name, outcome]))
}
