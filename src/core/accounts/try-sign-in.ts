// Signs in once with a secret that is not kept yet.
import { EngineError, isEngineError } from '../contract/errors.ts'
import type { AccountAccess } from './account-access.ts'
import type { Account, Secret } from './account-rows.ts'

/**
 * Returns the secret to keep.
 * @throws MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY, CANCELLED
 */
export async function trySignIn(
  access: AccountAccess,
  account: Account,
  secret: Secret,
  signal: AbortSignal,
): Promise<Secret> {
  let refusal: unknown
  for (const spelling of spellingsOf(secret)) {
    try {
      await (await access.connect(account, signal, spelling)).close()
      return access.latest(account.id, spelling)
    } catch (error) {
      access.forget(account.id)
      if (!isEngineError(error, 'MAIL_REFUSED')) throw error
      refusal ??= error
    }
  }
  throw refusal
}

/** How Google, Yahoo and others show a password for one program. The spaces are not a part of it. */
const IN_GROUPS = /^\s*[a-z0-9]{4}(?:\s[a-z0-9]{4}){3}\s*$/i

function spellingsOf(secret: Secret): Secret[] {
  if (secret.auth !== 'password' || !IN_GROUPS.test(secret.password)) return [secret]
  return [secret, { ...secret, password: secret.password.replaceAll(/\s/g, '') }]
}

/**
 * Returns the largest mail that its server takes; null if it does not say, or if nothing is sent.
 * @throws MAIL_REFUSED, MAIL_UNSAFE, MAIL_AWAY, CANCELLED
 */
export async function trySending(
  access: AccountAccess,
  account: Account,
  secret: Secret | undefined,
  signal: AbortSignal,
): Promise<number | null> {
  if (account.outgoing === null) return null
  return (await access.submission(account, secret).check(signal)).maxBytes
}

/** True for a server that was only guessed, and is none for this account. */
export const isNoServer = (error: unknown): boolean =>
  error instanceof EngineError && ['MAIL_REFUSED', 'MAIL_UNSAFE', 'MAIL_AWAY'].includes(error.code)
