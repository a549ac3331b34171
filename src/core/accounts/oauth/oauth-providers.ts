// The providers whose sign-in by browser the engine speaks, and the client ids that they know.
// The project has no ids of its own: who packs the program supplies them, or a person does.
import type { AuthorizationServer } from 'oauth4webapi'
import type { OauthProvider } from '../discovery/discovered.ts'

export interface OauthProviderFacts {
  server: AuthorizationServer
  /** What is asked for: to read mail, to send it, and to go on without a browser. */
  scope: string
  /** Parameters of the provider's own. */
  parameters: Readonly<Record<string, string>>
  /**
   * The host in the address of return. Both mean this device, and any port is accepted. Microsoft
   * registers only the name by its form.
   */
  returnHost: '127.0.0.1' | 'localhost'
}

export const OAUTH_PROVIDERS: Readonly<Record<OauthProvider, OauthProviderFacts>> = {
  google: {
    server: {
      issuer: 'https://accounts.google.com',
      authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
      token_endpoint: 'https://oauth2.googleapis.com/token',
    },
    scope: 'https://mail.google.com/',
    // Without both, a second sign-in gives no refresh token.
    parameters: { access_type: 'offline', prompt: 'consent' },
    returnHost: '127.0.0.1',
  },
  microsoft: {
    server: {
      issuer: 'https://login.microsoftonline.com/common/v2.0',
      authorization_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
      token_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    },
    scope:
      'offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send',
    parameters: {},
    returnHost: 'localhost',
  },
}

export interface OauthClient {
  clientId: string
  /** Google gives programs on a device one, which is no secret there. Null for a public client. */
  clientSecret: string | null
}

export type OauthClients = Readonly<Record<OauthProvider, OauthClient | null>>

/** The variable of the environment that names the client id. */
export const CLIENT_VARIABLES: Readonly<Record<OauthProvider, string>> = {
  google: 'FUMIKURA_GOOGLE_CLIENT_ID',
  microsoft: 'FUMIKURA_MICROSOFT_CLIENT_ID',
}

/** @param env `process.env` */
export function findOauthClients(env: Readonly<Record<string, string | undefined>>): OauthClients {
  const clientOf = (provider: OauthProvider): OauthClient | null => {
    const clientId = env[CLIENT_VARIABLES[provider]]?.trim() ?? ''
    const clientSecret = env[CLIENT_VARIABLES[provider].replace(/_ID$/, '_SECRET')]?.trim() ?? ''
    return clientId === '' ? null : { clientId, clientSecret: clientSecret === '' ? null : clientSecret }
  }
  return { google: clientOf('google'), microsoft: clientOf('microsoft') }
}
