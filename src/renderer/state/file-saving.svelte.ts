// Saves files out of the store or opens them. It first asks if a file is available, so that a
// refusal shows an explanation and not a failed download. The browser or the desktop asks for the
// target folder.
import { SvelteSet } from 'svelte/reactivity'
import { EngineError, type FileId } from '../../core/contract/index.ts'
import { readCode } from '../files/fetched-file.svelte.ts'
import { describeError } from '../messages/errors.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'

interface NamedFile {
  file: FileId
  name: string
}

export class FileSaving {
  readonly #app: App
  readonly #asking = new SvelteSet<FileId>()

  constructor(app: App) {
    this.#app = app
  }

  /** True while the author of the file is asked whether it is available. */
  isAsking(file: FileId): boolean {
    return this.#asking.has(file)
  }

  /** `whose`: the owner of the store that holds them; null for this person's own store. */
  save(files: readonly NamedFile[], whose: string | null): Promise<void> {
    return this.#have(files, whose, (given) => this.#app.shell.saveFiles(given))
  }

  /** Opens a file in its program if the platform can do that; else saves it. */
  open(file: NamedFile, whose: string | null): Promise<void> {
    const { openFile } = this.#app.shell
    if (openFile === null) return this.save([file], whose)
    return this.#have([file], whose, async () => {
      if ((await openFile(file.file)) !== 'no-program') return
      this.#app.toasts.show({ text: m.attachments.noProgram(file.name), tone: 'problem' })
    })
  }

  async #have(
    files: readonly NamedFile[],
    whose: string | null,
    act: (given: readonly NamedFile[]) => Promise<void>,
  ): Promise<void> {
    const wanted = files.filter(({ file }) => !this.#asking.has(file))
    for (const { file } of wanted) this.#asking.add(file)
    try {
      const given: NamedFile[] = []
      for (const one of wanted) {
        await this.#ask(one.file)
        given.push(one)
      }
      await act(given)
    } catch (error) {
      this.#app.toasts.show({ text: this.#describe(error, whose), tone: 'problem' })
    } finally {
      for (const { file } of wanted) this.#asking.delete(file)
    }
  }

  /**
   * Checks that the file's first chunk arrives and verifies. @throws AUTHOR_AWAY, UNREACHABLE,
   * ALTERED, NOT_FOUND
   */
  async #ask(file: FileId): Promise<void> {
    const address = this.#app.shell.files.address(file)
    const response = await fetch(address, { headers: { range: 'bytes=0-0' }, cache: 'no-store' }).catch(
      () => null,
    )
    // An empty file has no first byte, so the server answers 416.
    if (response?.ok || response?.status === 416) return
    const code = response === null ? 'UNREACHABLE' : await readCode(response)
    throw new EngineError(code, 'The file cannot be had.')
  }

  #describe(error: unknown, whose: string | null): string {
    const { attachments } = m
    const isAway = error instanceof EngineError && error.code === 'AUTHOR_AWAY'
    return isAway && whose !== null ? attachments.saveAway(whose) : describeError(error)
  }
}
