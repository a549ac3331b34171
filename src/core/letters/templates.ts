// Templates, and the signature: words that a person writes once and uses in many letters.
// Before compose. A use copies the words, so a letter does not depend on its template.
import { equalBytes } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Policy } from '../contract/policy.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'
import type { DraftReader } from './drafts.ts'

export interface TemplateText {
  name: string
  subject: string
  text: string
  /** Empty if the letter has no usual readers. */
  to: DraftReader[]
  tags: string[]
  /** The choices without a time. Null for those of a plain letter. */
  options: Pick<Policy, 'mode' | 'urgent' | 'hold'> | null
}

export interface StoredTemplate extends TemplateText {
  id: Uint8Array
}

const MAX_TEMPLATES = 200
const ID_BYTES = 16

/** In the order of their names. */
export function listTemplates(rows: Rows): StoredTemplate[] {
  return rows
    .all<{ id: Uint8Array; template: string }>('SELECT id, template FROM templates ORDER BY name, id')
    .map(({ id, template }) => ({ id, ...(JSON.parse(template) as TemplateText) }))
}

/** @throws INVALID if the name is taken, TOO_LARGE if there are too many */
export function insertTemplate(tx: Transaction, template: TemplateText): Uint8Array {
  const known = listTemplates(tx)
  if (known.length >= MAX_TEMPLATES)
    throw new EngineError('TOO_LARGE', `There are at most ${MAX_TEMPLATES} templates.`)
  checkName(known, null, template.name)
  const id = randomBytes(ID_BYTES)
  tx.run('INSERT INTO templates VALUES (?, ?, ?)', id, template.name, JSON.stringify(template))
  return id
}

/** @throws INVALID if the name is taken */
export function changeTemplate(tx: Transaction, { id, ...template }: StoredTemplate): void {
  checkName(listTemplates(tx), id, template.name)
  const update = 'UPDATE templates SET name = ?, template = ? WHERE id = ?'
  tx.run(update, template.name, JSON.stringify(template), id)
}

export function removeTemplate(tx: Transaction, id: Uint8Array): void {
  tx.run('DELETE FROM templates WHERE id = ?', id)
}

function checkName(known: readonly StoredTemplate[], id: Uint8Array | null, name: string): void {
  const taken = known.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (taken !== undefined && (id === null || !equalBytes(taken.id, id)))
    throw new EngineError('INVALID', `There is a template ${taken.name} already.`)
}

export interface Signature {
  text: string
  /** True if a new letter begins with it. */
  inNew: boolean
  inReplies: boolean
}

const NO_SIGNATURE: Signature = { text: '', inNew: true, inReplies: false }

export function readSignature(rows: Rows): Signature {
  const row = rows.get<{ text: string; inNew: number; inReplies: number }>(
    'SELECT text, in_new AS inNew, in_replies AS inReplies FROM signature',
  )
  return row === undefined ? NO_SIGNATURE : { ...row, inNew: row.inNew === 1, inReplies: row.inReplies === 1 }
}

export function keepSignature(tx: Transaction, { text, inNew, inReplies }: Signature): void {
  tx.run('INSERT OR REPLACE INTO signature VALUES (1, ?, ?, ?)', text, Number(inNew), Number(inReplies))
}
