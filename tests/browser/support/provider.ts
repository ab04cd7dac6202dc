import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import Provider from "oidc-provider";

export const CLIENT = { id: "rue-nette", secret: "a-secret-of-these-tests-alone" };

interface Asked {
  oidc: { client: { clientId: string }; session: { accountId: string }; provider: Provider };
}

/**
 * The city's account service: a real OpenID provider on this machine. Anybody signs in with any address; one that begins
 * with "unverified" is not verified.
 */
export class CityAccounts {
  private constructor(
    readonly issuer: string,
    private server: Server,
  ) {}

  static async listen(): Promise<CityAccounts> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new CityAccounts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
  }

  /** Knows the client, which may be sent back to these addresses. With `inToken` the address is in the ID token itself. */
  serve(back: string[], inToken: boolean): void {
    const provider = new Provider(this.issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: back }],
      claims: { openid: ["sub"], email: ["email", "email_verified"] },
      conformIdTokenClaims: !inToken,
      pkce: { required: () => true },
      cookies: { keys: ["not a secret"] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unverified") }),
      }),
      loadExistingGrant: async ({ oidc }: Asked) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope("openid email");
        await grant.save();
        return grant;
      },
    });
    const callback = provider.callback();
    this.server.removeAllListeners("request");
    this.server.on("request", (request, response) => {
      if (request.url === "/favicon.ico") response.writeHead(204).end();
      else if (request.url?.startsWith("/interaction/")) void interact(provider, request, response);
      else callback(request, response);
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

/** One field and two buttons. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><html lang="fr"><title>Compte de la Ville</title><h1>Compte de la Ville</h1>
      <form method="post"><label>Adresse <input name="email"></label>
      <button name="do" value="login">Continuer</button> <button name="do" value="cancel">Annuler</button></form>`);
    return;
  }
  let body = "";
  for await (const chunk of request) body += chunk;
  const fields = new URLSearchParams(body);
  const result =
    fields.get("do") === "cancel"
      ? { error: "access_denied", error_description: "the person said no" }
      : { login: { accountId: fields.get("email") } };
  await provider.interactionFinished(request, response, result);
}
