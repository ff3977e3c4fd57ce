import http from 'node:http'
import { Provider } from 'oidc-provider'

/** Who the provider says that sits before the browser. */
export interface Claims {
  sub: string
  email: string
  email_verified: boolean
}

/** Test aid: a provider of identities on this machine that asks nobody for a password. */
export async function startProvider(port: number, redirect: string, leave: string) {
  const known = new Map<string, Claims>()
  let before: Claims | undefined
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: 'relance',
        client_secret: 'secret-of-relance',
        redirect_uris: [redirect],
        post_logout_redirect_uris: [leave],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['of this test'] },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => known.get(id) }),
  })
  const answer = provider.callback()
  const server = http.createServer((request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response)
    void letIn(provider, before?.sub ?? '', request, response)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    issuer: `http://127.0.0.1:${port}`,
    /** From now on this person sits before the browser. */
    seat(claims: Claims) {
      known.set(claims.sub, claims)
      before = claims
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function letIn(
  provider: Provider,
  accountId: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response)
  const grant = new provider.Grant({ accountId, clientId: params['client_id'] ?? '' })
  grant.addOIDCScope('openid email profile')
  const consent = { grantId: await grant.save() }
  await provider.interactionFinished(request, response, { login: { accountId }, consent })
}
