// Handlers for templates and the signature.
import { toHex } from '../../base/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { Template, TemplateId } from '../../contract/index.ts'
import {
  changeTemplate,
  draftReaderOf,
  insertTemplate,
  keepSignature,
  listTemplates,
  readSignature,
  removeTemplate,
  type DraftReader,
  type StoredTemplate,
} from '../../letters/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { hexId } from '../../contract-ids.ts'
import { describeDraftAddressees, describeDraftReaders } from './draft-readers.ts'
import { resolveOne } from './recipients.ts'
import type { Served, Serving } from '../serving.ts'

export const templateHandlers: Serving<'templates'> = {
  list: (home) => listTemplates(home.parts.ledger).map((one) => describeTemplate(home, one)),
  async add(home, given, served) {
    const template = { ...given, to: resolveReaders(home, given.to) }
    const id = await home.parts.ledger.write((tx) => insertTemplate(tx, template))
    return changed(served, describeTemplate(home, { id, ...template }))
  },
  async change(home, { template, to, ...given }, served) {
    const known = getTemplate(home, template)
    const next = { ...known, ...given, to: to === undefined ? known.to : resolveReaders(home, to) }
    await home.parts.ledger.write((tx) => changeTemplate(tx, next))
    return changed(served, describeTemplate(home, next))
  },
  async remove(home, { template }, served) {
    const { id } = getTemplate(home, template)
    await home.parts.ledger.write((tx) => removeTemplate(tx, id))
    return changed(served, { template: hexId(id) as TemplateId })
  },
  signature: (home) => readSignature(home.parts.ledger),
  async setSignature({ parts: { ledger } }, given, served) {
    const next = { ...readSignature(ledger), ...given }
    await ledger.write((tx) => keepSignature(tx, next))
    return changed(served, next)
  },
}

function changed<T>({ publish }: Served, value: T): T {
  publish({ type: 'templates-changed' })
  return value
}

/** @throws NOT_FOUND, AMBIGUOUS */
function resolveReaders(home: OpenHome, to: readonly string[]): DraftReader[] {
  return to.map((who) => {
    const audience = resolveOne(home, who)
    return audience === null ? { kind: 'self' } : draftReaderOf(audience)
  })
}

/** @throws NOT_FOUND */
function getTemplate({ parts }: OpenHome, name: string): StoredTemplate {
  const known = listTemplates(parts.ledger)
  const found =
    known.find(({ id }) => toHex(id) === name) ??
    known.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw new EngineError('NOT_FOUND', `No template is called ${name}.`)
  return found
}

function describeTemplate(home: OpenHome, { id, to, ...template }: StoredTemplate): Template {
  return {
    template: hexId(id) as TemplateId,
    ...template,
    to: describeDraftReaders({ to }),
    readers: describeDraftAddressees(home.parts, { to, typed: [] }),
  }
}
