// What each phone has stored at home since the door was opened: a phone that only answers may give that,
// and nothing else of the person.
import type { AddedFile } from '../../../core/contract/index.ts'

interface Uploads {
  readonly sealings: Set<string>
  /** Ids and refs. */
  readonly files: Set<string>
}

export class PhoneUploads {
  /** By the id of the phone in hex. */
  readonly #phones = new Map<string, Uploads>()

  of(phone: string): Uploads {
    const known = this.#phones.get(phone)
    if (known !== undefined) return known
    const uploads = { sealings: new Set<string>(), files: new Set<string>() }
    this.#phones.set(phone, uploads)
    return uploads
  }

  begin(phone: string, sealing: string): void {
    this.of(phone).sealings.add(sealing)
  }

  add(phone: string, { file, ref }: AddedFile): void {
    this.of(phone).files.add(file).add(ref)
  }
}

export type OwnUploads = Readonly<Record<keyof Uploads, ReadonlySet<string>>>
