// Opens a PDF in a worker of its own. The worker fetches only the parts that the shown pages need.
// Loaded with the first PDF.
import { getDocument, PDFDataRangeTransport, PDFWorker, TextLayer, type PDFDocumentProxy } from 'pdfjs-dist'
import type { ErrorCode } from '../../core/contract/index.ts'
import { readCode } from './fetched-file.svelte.ts'
import { startWorker } from './start-worker.ts'

export interface OpenPdf {
  /** @throws if the file is not a PDF, is damaged, or needs a password */
  document: Promise<PDFDocumentProxy>
  close(): void
}

interface Source {
  address: string
  /** In bytes. */
  size: number
  /** Called if a part could not be fetched. */
  onrefused: (code: ErrorCode) => void
}

const PART_BYTES = 128 * 1024
/** A larger picture inside the PDF is not drawn. */
const MAX_IMAGE_PIXELS = 64_000_000

/** Data files of the library: tables for Japanese fonts, and the standard PDF fonts. */
const partsAt = (folder: string): string => new URL(`./pdf/${folder}/`, document.baseURI).href

export function openPdf(source: Source): OpenPdf {
  const thread = startWorker('pdf')
  const worker = PDFWorker.create({ port: thread })
  const range = new DoorTransport(source)
  const task = getDocument({
    worker,
    range,
    rangeChunkSize: PART_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: partsAt('cmaps'),
    standardFontDataUrl: partsAt('fonts'),
    wasmUrl: partsAt('decoders'),
    // Fonts that the PDF does not embed come from the app, so that a page looks the same on every
    // machine.
    useSystemFonts: false,
    // The page's content policy forbids both, and neither is needed.
    isEvalSupported: false,
    useWasm: false,
    enableXfa: false,
    maxImageSize: MAX_IMAGE_PIXELS,
    verbosity: 0,
  })
  return {
    document: task.promise,
    close() {
      range.abort()
      void task.destroy().catch(() => undefined)
      // Otherwise its elements for measuring text stay in the page.
      TextLayer.cleanup()
      worker.destroy()
      // A worker in an endless loop receives no message.
      thread.terminate()
    },
  }
}

class DoorTransport extends PDFDataRangeTransport {
  readonly #source: Source
  readonly #ending = new AbortController()

  constructor(source: Source) {
    super(source.size, null)
    this.#source = source
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#fetch(begin, end)
  }

  override abort(): void {
    this.#ending.abort()
  }

  async #fetch(begin: number, end: number): Promise<void> {
    const { address, onrefused } = this.#source
    const { signal } = this.#ending
    try {
      const headers = { range: `bytes=${begin}-${end - 1}` }
      const response = await fetch(address, { headers, signal, cache: 'no-store' })
      if (!response.ok) return onrefused(await readCode(response))
      this.onDataRange(begin, new Uint8Array(await response.arrayBuffer()))
    } catch {
      if (!signal.aborted) onrefused('UNREACHABLE')
    }
  }
}
