// Links to files of mine as others are given them: to copies without place where that is not meant, and to the files themselves else.
// Letters, albums and what is shared later all come here, so that one rule decides. Part of "compose".
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { FileId, RemainingPlace } from '../contract/index.ts'
import type { Rows } from '../ledger/index.ts'
import { NO_FACTS, objectId, type Link } from '../store/index.ts'
import { findOwnFileOf, type OwnFile } from './own-files.ts'
import { PlaceRemains } from './placeless/place-remains.ts'

/** Files that are given as they are where their place cannot be removed, by their objects. */
type AsIs = readonly Uint8Array[]

interface Ports {
  ledger: Rows
  /** The same file without its place: itself where it says none. @throws PlaceRemains, NO_SPACE */
  makePlaceless: (file: OwnFile) => Promise<OwnFile>
  linkTo: (file: OwnFile) => Link
  idOf: (file: OwnFile) => FileId
}

export class PlacelessLinks {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** In their order. @throws PLACE_REMAINS (details.files: all that must be asked about), NO_SPACE */
  async ofFiles(files: readonly OwnFile[], asIs: AsIs): Promise<Link[]> {
    const agreed = new Set(asIs.map(toHex))
    const links: Link[] = []
    const remaining: RemainingPlace[] = []
    for (const file of files) {
      try {
        const copy = await this.#ports.makePlaceless(file)
        links.push(this.#ports.linkTo({ ...copy, name: file.name }))
      } catch (error) {
        if (!(error instanceof PlaceRemains)) throw error
        if (agreed.has(toHex(file.object))) links.push(this.#ports.linkTo(file))
        else remaining.push({ file: this.#ports.idOf(file), name: file.name, why: error.why })
      }
    }
    if (remaining.length > 0) throw placeRemains(remaining)
    return links
  }

  /** The same for links that a letter or an album of mine has already; one of a file that says no place stays as it is. */
  async ofLinks(links: readonly Link[], asIs: AsIs): Promise<Link[]> {
    const given = await this.ofFiles(
      links.map((link) => this.#fileOf(link)),
      asIs,
    )
    return links.map((link, i) => (isSameFile(link, given[i]!) ? link : given[i]!))
  }

  /** It may have left the list of files, while something still carries it. */
  #fileOf({ ref, label }: Link): OwnFile {
    const object = objectId(ref)
    const { name = '', size = 0, type = '', facts = NO_FACTS } = label ?? {}
    const known = findOwnFileOf(this.#ports.ledger, object)
    if (known !== null) return { ...known, name: label?.name ?? known.name }
    return { number: 0, document: 0, object, name, size, type, facts, addedAt: 0 }
  }
}

/** True for two links to one object, wherever its bytes are. */
function isSameFile(one: Link, other: Link): boolean {
  return toHex(objectId(one.ref)) === toHex(objectId(other.ref))
}

/** The refusal that lets a person choose: as it is, or not at all. */
export function placeRemains(files: readonly RemainingPlace[]): EngineError {
  const names = files.map(({ name }) => name).join(', ')
  return new EngineError(
    'PLACE_REMAINS',
    `These may say where they were made, and it cannot be removed: ${names}.`,
    {
      details: { files },
    },
  )
}
