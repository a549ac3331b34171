// A PDF, read by a worker of its own: page by page, and of the file only the parts that its pages need. Loaded when the first is looked at.
import { getDocument, PDFDataRangeTransport, PDFWorker, TextLayer, type PDFDocumentProxy } from 'pdfjs-dist'
import type { ErrorCode } from '../../core/contract/index.ts'
import { readCode } from './fetched-file.svelte.ts'
import { startWorker } from './start-worker.ts'

export interface OpenPdf {
  /** @throws when it is none, damaged, or under a password */
  document: Promise<PDFDocumentProxy>
  close(): void
}

interface Source {
  address: string
  /** Bytes. */
  size: number
  /** A part of it did not come. */
  onrefused: (code: ErrorCode) => void
}

const PART_BYTES = 128 * 1024
/** A picture inside that claims more is left out. */
const MAX_IMAGE_PIXELS = 64_000_000

/** Parts of the library that are no script: the tables of Japanese fonts, the fonts that every reader of PDF has. */
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
    // The same page on every machine: what a PDF does not carry is drawn with what we do.
    useSystemFonts: false,
    // Neither is allowed to a page of ours, and neither is missed.
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
      // What it measures letters with would stay in the page.
      TextLayer.cleanup()
      worker.destroy()
      // One that is busy with something endless hears nothing else.
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
