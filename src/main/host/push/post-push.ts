// Posts one sealed push message, for a home or a station. A phone names its push service, so only
// known services are asked, at public addresses, and what they answer leads nowhere else.
import { requestPublic, type PublicNetwork } from '../../../core/index.ts'

/** What a push service gets. The body is sealed for the browser. */
export interface PushRequest {
  endpoint: string
  authorization: string
  body: Uint8Array
}

/** What a test replaces. */
export interface PushNetwork extends PublicNetwork {
  isService?: (endpoint: string) => boolean
}

/** `gone`: the browser left the service. `later`: it did not answer, or refused for now. */
export interface PushAnswer {
  result: 'sent' | 'gone' | 'later'
  /** Of the answer; 0 without one. */
  status: number
}

const SERVICES: readonly RegExp[] = [
  /^fcm\.googleapis\.com$/,
  /\.push\.apple\.com$/,
  /\.push\.services\.mozilla\.com$/,
  /\.notify\.windows\.com$/,
]
/** A device that is off for a day gets the newest, not all. */
const LIFE_S = 24 * 60 * 60
const PATIENCE_MS = 15_000
/** Another message with the same topic takes its place while the phone is off. */
const TOPIC = 'inbox'

/** True for the address of a push service. */
export function isPushService(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false
  const { protocol, hostname, port, username, password } = new URL(endpoint)
  return (
    protocol === 'https:' &&
    port === '' &&
    username === '' &&
    password === '' &&
    SERVICES.some((one) => one.test(hostname))
  )
}

/** Never throws. */
export async function postPush(
  { endpoint, authorization, body }: PushRequest,
  { isService = isPushService, signal, ...network }: PushNetwork & { signal?: AbortSignal } = {},
): Promise<PushAnswer> {
  if (!isService(endpoint)) return { result: 'gone', status: 0 }
  const headers = {
    ...{ authorization, 'content-encoding': 'aes128gcm', 'content-length': `${body.byteLength}` },
    ...{ ttl: `${LIFE_S}`, urgency: 'high', topic: TOPIC },
  }
  try {
    const patience = AbortSignal.timeout(PATIENCE_MS)
    const ending = signal === undefined ? patience : AbortSignal.any([signal, patience])
    const answer = await requestPublic(new URL(endpoint), { body, headers }, network, ending)
    answer.destroy()
    const status = answer.statusCode ?? 0
    return { result: resultOf(status), status }
  } catch {
    return { result: 'later', status: 0 }
  }
}

/** A redirection counts as no answer. */
function resultOf(status: number): PushAnswer['result'] {
  if (status >= 200 && status < 300) return 'sent'
  return status === 404 || status === 410 ? 'gone' : 'later'
}
