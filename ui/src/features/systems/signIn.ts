/** Sign-ins as documents: the kinds that there are, and how one becomes another. */
import type { Connector, SignIn, System } from "../../bridge/types";
import { copy } from "../../copy";

export type Kind = SignIn["type"];

/** Every kind, the usual ones first. */
export const kinds: readonly Kind[] = [
  "none",
  "api_key",
  "basic",
  "bearer",
  "token_request",
  "oauth2_client_credentials",
  "oauth2_authorization_code",
  "hmac",
];

/** The secrets that a kind begins with when the system has none yet. */
const usualSecrets: Record<Kind, readonly string[]> = {
  none: [],
  api_key: ["api_key"],
  basic: ["username", "password"],
  bearer: ["token"],
  token_request: ["username", "password"],
  oauth2_client_credentials: ["client_secret"],
  oauth2_authorization_code: ["client_secret", "refresh_token"],
  hmac: ["signing_key"],
};

/** Kinds whose secrets are of a sort of their own: another secret of the system never stands in for one. */
const ownSecrets: readonly Kind[] = ["oauth2_client_credentials", "oauth2_authorization_code", "hmac"];

/** Whether a kind fetches its token, so that trying it needs no path of the API. */
export function fetchesToken(kind: Kind): boolean {
  return kind === "token_request" || kind === "oauth2_client_credentials" || kind === "oauth2_authorization_code";
}

/** The secret that a browser's sign-in fills. */
export function filledByBrowser(signIn: SignIn): string | undefined {
  return signIn.type === "oauth2_authorization_code" ? secretsIn(signIn.refresh_token)[0] : undefined;
}

/** Adds a secret's name, unless it is there. */
export function withSecret(system: System, name: string, label = "", help = ""): System {
  const secrets = system.secrets ?? [];
  if (secrets.some((one) => one.name === name)) return system;
  return { ...system, secrets: [...secrets, { name, label, help }] };
}

/** Gives a system another kind of sign-in, with the secrets that it has, or new ones for those that it lacks. */
export function withSignIn(system: System, kind: Kind): System {
  if (system.sign_in.type === kind) return system;
  const known = (system.secrets ?? []).map((secret) => secret.name);
  // A single key is no user name: where two are needed, two must be there.
  const isEnough = !ownSecrets.includes(kind) && known.length >= usualSecrets[kind].length;
  const standIn = (usual: string, at: number) => (isEnough ? (known[at] ?? usual) : usual);
  const names = usualSecrets[kind].map((usual, at) => (known.includes(usual) ? usual : standIn(usual, at)));
  const withAll = names.reduce((one, name) => {
    const isKept = kind === "oauth2_authorization_code" && name === "refresh_token";
    return isKept ? withSecret(one, name, copy.signIn.kept, copy.signIn.keptHelp) : withSecret(one, name);
  }, system);
  return {
    ...withAll,
    sign_in: signInOf(
      kind,
      names.map((name) => `{secret.${name}}`),
    ),
  };
}

function signInOf(kind: Kind, [first = "", second = ""]: readonly string[]): SignIn {
  switch (kind) {
    case "none":
      return { type: "none" };
    case "api_key":
      return { type: "api_key", placement: "header", name: "X-Api-Key", value: first };
    case "basic":
      return { type: "basic", username: first, password: second };
    case "bearer":
      return { type: "bearer", token: first };
    case "token_request":
      return {
        type: "token_request",
        method: "POST",
        path: "/login",
        body: { type: "json", text: `{\n  "username": "${first}",\n  "password": "${second}"\n}` },
        token_path: "token",
        header: "Authorization",
        prefix: "Bearer",
      };
    case "oauth2_client_credentials":
      return {
        type: kind,
        token_url: "/oauth/token",
        client_id: "",
        client_secret: first,
        client_authentication: "basic",
      };
    case "oauth2_authorization_code":
      return {
        type: kind,
        authorization_url: "",
        token_url: "/oauth/token",
        client_id: "",
        client_secret: first,
        refresh_token: second,
        client_authentication: "basic",
      };
    case "hmac":
      return {
        type: "hmac",
        key: first,
        message: "{request.timestamp}{request.method}{request.target}{request.body}",
        header: "X-Signature",
        encoding: "hex",
        headers: [{ name: "X-Timestamp", value: "{request.timestamp}" }],
      };
  }
}

/** The names of the secrets that a value mentions, in the order of the text. */
export function secretsIn(value: unknown): string[] {
  const names = [...JSON.stringify(value).matchAll(/\{secret\.([a-z][a-z0-9_]{0,39})\}/g)].map(
    (match) => match[1] ?? "",
  );
  return [...new Set(names)];
}

/** A path that shows whether a sign-in is accepted: the first of the connector's own that needs no customer. */
export function pathToTry(connector: Connector, systemId: string): string {
  const own = connector.steps.filter((step) => (step.system ?? connector.system) === systemId && step.method === "GET");
  return own.find((step) => step.path !== "" && !step.path.includes("{"))?.path ?? "/";
}

/** Whether a sign-in is nothing but secrets, each in its place: the usual user name and password, the usual token. */
export function isSecretsAlone(signIn: SignIn): boolean {
  const one = /^\{secret\.[a-z][a-z0-9_]*\}$/;
  if (signIn.type === "basic") return one.test(signIn.username) && one.test(signIn.password);
  return signIn.type === "bearer" && one.test(signIn.token) && !signIn.prefix;
}
