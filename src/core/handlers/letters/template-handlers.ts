// Handlers for templates and the signature.
import { toHex } from '../../base/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { Handlers, Template, TemplateId } from '../../contract/index.ts'
import type { EventPublisher } from '../../event-publisher.ts'
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

export function createTemplateHandlers(
  open: () => OpenHome,
  events: Pick<EventPublisher, 'publish'>,
): Pick<Handlers, 'templates'> {
  const changed = <T>(value: T): T => {
    events.publish({ type: 'templates-changed' })
    return value
  }
  return {
    templates: {
      async list() {
        const home = open()
        return listTemplates(home.parts.ledger).map((one) => describeTemplate(home, one))
      },
      async add(given) {
        const home = open()
        const template = { ...given, to: resolveReaders(home, given.to) }
        const id = await home.parts.ledger.write((tx) => insertTemplate(tx, template))
        return changed(describeTemplate(home, { id, ...template }))
      },
      async change({ template, to, ...given }) {
        const home = open()
        const known = getTemplate(home, template)
        const next = { ...known, ...given, to: to === undefined ? known.to : resolveReaders(home, to) }
        await home.parts.ledger.write((tx) => changeTemplate(tx, next))
        return changed(describeTemplate(home, next))
      },
      async remove({ template }) {
        const home = open()
        const { id } = getTemplate(home, template)
        await home.parts.ledger.write((tx) => removeTemplate(tx, id))
        return changed({ template: hexId(id) as TemplateId })
      },
      signature: async () => readSignature(open().parts.ledger),
      async setSignature(given) {
        const { ledger } = open().parts
        const next = { ...readSignature(ledger), ...given }
        await ledger.write((tx) => keepSignature(tx, next))
        return changed(next)
      },
    },
  }
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
