// Reads what a server says about the delivery of a mail (RFC 3464): a bounce, a delay, or that it
// arrived. It may be forged, so it counts only for a mail that was sent.
import { oneLine } from '../base/index.ts'
import { decodeRaw } from './encoded-words.ts'
import { findField, readHead, type Field } from './head-fields.ts'
import type { Body } from './mail-body.ts'
import { walkParts, type MimePart } from './mime-parts.ts'
import { readContent } from './part-content.ts'

export interface MailReport {
  /** The id that was given at submission (ENVID). */
  envelopeId: string | null
  /** The Message-ID of the mail that the report is about, with its brackets. */
  originalMessageId: string | null
  recipients: ReportedRecipient[]
}

export interface ReportedRecipient {
  /** The address that the mail was sent to, else the one that it was forwarded to. */
  address: string
  action: ReportedAction
  /** As in 5.1.1; null without one (RFC 3463). */
  status: string | null
  /** The line of the other server; empty without one. */
  diagnostic: string
}

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const
export type ReportedAction = (typeof ACTIONS)[number]

const MAX_RECIPIENTS = 200
const MAX_REPORT_BYTES = 256 * 1024
const MAX_CHARS = 900

/** Null for a mail that is no report about a delivery. */
export function readReport({ bytes, structure: { root } }: Body): MailReport | null {
  const parts = Array.from(walkParts(root))
  const report = parts.find(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type.value))
  const originalMessageId = findOriginalId(bytes, parts)
  if (report === undefined || report === root) return reportOfHead(root.fields, originalMessageId)
  const [ofMail = [], ...ofRecipients] = groupsOf(readContent(bytes, report, MAX_REPORT_BYTES))
  // Some servers leave out the group about the mail.
  const groups = isRecipient(ofMail) ? [ofMail, ...ofRecipients] : ofRecipients
  const envelopeId = oneLine(findField(ofMail, 'original-envelope-id') ?? '', MAX_CHARS)
  return {
    envelopeId: envelopeId === '' ? null : envelopeId,
    originalMessageId,
    recipients: groups.slice(0, MAX_RECIPIENTS).flatMap(recipientOf),
  }
}

/** Some servers write the recipients into the head, and the rest as words. */
function reportOfHead(fields: readonly Field[], originalMessageId: string | null): MailReport | null {
  const failed = findField(fields, 'x-failed-recipients')
  if (failed === null) return null
  const addresses = failed
    .split(',', MAX_RECIPIENTS)
    .map((address) => oneLine(address, MAX_CHARS))
    .filter((address) => address.includes('@'))
  return {
    envelopeId: null,
    originalMessageId,
    recipients: addresses.map((address) => ({ address, action: 'failed', status: null, diagnostic: '' })),
  }
}

function groupsOf(content: Uint8Array): Field[][] {
  return Buffer.from(content)
    .toString('latin1')
    .split(/\r?\n[ \t]*\r?\n/, MAX_RECIPIENTS + 2)
    .map((group) => Buffer.from(group.replace(/^\s+/, ''), 'latin1'))
    .map((group) => readHead(group, 0, group.length).fields)
    .filter((fields) => fields.length > 0)
}

const isRecipient = (fields: readonly Field[]): boolean => findField(fields, 'final-recipient') !== null

function recipientOf(fields: readonly Field[]): ReportedRecipient[] {
  const address =
    addressIn(findField(fields, 'original-recipient')) ?? addressIn(findField(fields, 'final-recipient'))
  const action = /^\s*([a-z]+)/i.exec(findField(fields, 'action') ?? '')?.[1]?.toLowerCase()
  const known = ACTIONS.find((one) => one === action)
  if (address === null || known === undefined) return []
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(findField(fields, 'status') ?? '')?.[1] ?? null
  const diagnostic = (findField(fields, 'diagnostic-code') ?? '').replace(/^\s*[\w-]+\s*;/, '')
  return [{ address, action: known, status, diagnostic: oneLine(decodeRaw(diagnostic, UNNAMED), MAX_CHARS) }]
}

const UNNAMED = { charset: null }

/** Reads `rfc822; bob@example.org`. */
function addressIn(field: string | null): string | null {
  const [, type = '', given = ''] = /^\s*([\w-]+)\s*;([^]*)$/.exec(field ?? '') ?? []
  if (!/^(?:rfc822|utf-8)$/i.test(type)) return null
  const address = oneLine(decodeRaw(given, UNNAMED), MAX_CHARS).replace(/^<(.*)>$/, '$1')
  return address === '' ? null : address
}

/** The report contains the mail, or its head only. */
function findOriginalId(bytes: Buffer, parts: readonly MimePart[]): string | null {
  const original = parts.findLast(({ type }) =>
    /^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/(?:rfc822|global)-headers)$/.test(
      type.value,
    ),
  )
  if (original === undefined) return null
  const content = Buffer.from(readContent(bytes, original, MAX_REPORT_BYTES))
  const field = findField(readHead(content, 0, content.length).fields, 'message-id') ?? ''
  return /<[^<>\s]{1,900}>/.exec(field)?.[0] ?? null
}
