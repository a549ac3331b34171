// Links to own files as other persons get them: to a copy without the recorded location, or to the
// file itself if it has none or the owner agreed.
// Letters, albums and later sharing all use this one rule. Part of "compose".
import { toHex } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { FileId, RemainingPlace } from '../contract/index.ts'
import type { Rows } from '../ledger/index.ts'
import { NO_FACTS, objectId, type Link } from '../store/index.ts'
import { findOwnFileOf, type OwnFile } from './own-files.ts'
import { PlaceRemains } from './placeless/place-remains.ts'

/** Objects of files that the owner agreed to give although their location cannot be removed. */
type AsIs = readonly Uint8Array[]

interface Ports {
  ledger: Rows
  /**
   * Returns the same file without its location, or the file itself if it has none.
   * @throws PlaceRemains, NO_SPACE
   */
  makePlaceless: (file: OwnFile) => Promise<OwnFile>
  linkTo: (file: OwnFile) => Link
  idOf: (file: OwnFile) => FileId
}

export class PlacelessLinks {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /**
   * Links in the order of the files.
   * @throws PLACE_REMAINS (details.files: all files that the owner must decide about), NO_SPACE
   */
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

  /**
   * Does the same for links that an own letter or album has already. A link to a file without a
   * location stays unchanged.
   */
  async ofLinks(links: readonly Link[], asIs: AsIs): Promise<Link[]> {
    const given = await this.ofFiles(
      links.map((link) => this.#fileOf(link)),
      asIs,
    )
    return links.map((link, i) => (isSameFile(link, given[i]!) ? link : given[i]!))
  }

  /** A file may have left the list of own files while a letter or album still links it. */
  #fileOf({ ref, label }: Link): OwnFile {
    const object = objectId(ref)
    const { name = '', size = 0, type = '', facts = NO_FACTS } = label ?? {}
    const known = findOwnFileOf(this.#ports.ledger, object)
    if (known !== null) return { ...known, name: label?.name ?? known.name }
    return { number: 0, document: 0, object, name, size, type, facts, addedAt: 0 }
  }
}

/** True if both links name one object, wherever its bytes are. */
function isSameFile(one: Link, other: Link): boolean {
  return toHex(objectId(one.ref)) === toHex(objectId(other.ref))
}

/** Returns the error that lets a person choose: give the files as they are, or do not give them. */
export function placeRemains(files: readonly RemainingPlace[]): EngineError {
  const names = files.map(({ name }) => name).join(', ')
  return new EngineError(
    'PLACE_REMAINS',
    `These files may contain a location that cannot be removed: ${names}.`,
    {
      details: { files },
    },
  )
}
