/** Sign-ins as documents: the kinds that can be edited here, and how one becomes another. */
import type { Connector, SignIn, System } from "../../bridge/types";

export const editable = ["none", "api_key", "basic", "bearer", "token_request"] as const;

export type EditableKind = (typeof editable)[number];

export function isEditable(kind: SignIn["type"]): kind is EditableKind {
  return (editable as readonly string[]).includes(kind);
}

/** The secrets that a kind begins with when the system has none yet. */
const usualSecrets: Record<EditableKind, readonly string[]> = {
  none: [],
  api_key: ["api_key"],
  basic: ["username", "password"],
  bearer: ["token"],
  token_request: ["username", "password"],
};

/** Adds a secret's name, unless it is there. */
export function withSecret(system: System, name: string): System {
  const secrets = system.secrets ?? [];
  if (secrets.some((one) => one.name === name)) return system;
  return { ...system, secrets: [...secrets, { name, label: "", help: "" }] };
}

/** Gives a system another kind of sign-in, with the secrets that it has, or new ones for those that it lacks. */
export function withSignIn(system: System, kind: SignIn["type"]): System {
  if (system.sign_in.type === kind || !isEditable(kind)) return system;
  const known = (system.secrets ?? []).map((secret) => secret.name);
  const names = usualSecrets[kind].map((usual, at) => (known.includes(usual) ? usual : (known[at] ?? usual)));
  const withAll = names.reduce(withSecret, system);
  return {
    ...withAll,
    sign_in: signInOf(
      kind,
      names.map((name) => `{secret.${name}}`),
    ),
  };
}

function signInOf(kind: EditableKind, [first = "", second = ""]: readonly string[]): SignIn {
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
