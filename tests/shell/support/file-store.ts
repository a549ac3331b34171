// A fake store whose answer for each file the test sets, on a loopback port, and the shell's access
// to it.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { FileRelay } from '../../../src/main/shell/file-relay.ts'

export type StoreAnswer = (response: ServerResponse) => void

/** Calls `onAsked` with each requested id. */
export async function openFileStore(
  answers: Record<string, StoreAnswer>,
  onAsked: (id: string) => void = () => undefined,
): Promise<FileRelay> {
  const server = createServer((request, response) => {
    const id = request.url!.slice('/file/'.length)
    onAsked(id)
    answers[id]!(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const relay = new FileRelay()
  relay.moveTo({ port: (server.address() as AddressInfo).port, secret: 's' })
  return relay
}

export const gives =
  (name: string, text: string, headers: Record<string, string> = {}): StoreAnswer =>
  (response) => {
    response.setHeader('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    response.setHeader('content-length', Buffer.byteLength(text))
    for (const [header, value] of Object.entries(headers)) response.setHeader(header, value)
    response.end(text)
  }
