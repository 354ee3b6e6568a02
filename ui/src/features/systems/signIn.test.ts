import { describe, expect, it } from "vitest";
import type { Connector, Step, System } from "../../bridge/types";
import { fetchesToken, filledByBrowser, kinds, pathToTry, secretsIn, withSecret, withSignIn } from "./signIn";

const system = (secrets: string[]): System => ({
  id: "shop",
  name: "My shop",
  base_url: {},
  secrets: secrets.map((name) => ({ name })),
  sign_in: { type: "none" },
});
const names = (one: System) => (one.secrets ?? []).map((secret) => secret.name);

describe("another kind of sign-in", () => {
  it.each(kinds)("%s names only secrets that the system has", (kind) => {
    for (const known of [[], ["token"], ["woo_key", "woo_secret"]]) {
      const changed = withSignIn(system(known), kind);
      expect(changed.sign_in.type).toBe(kind);
      expect(names(changed)).toEqual(expect.arrayContaining(secretsIn(changed.sign_in)));
      expect(names(changed)).toEqual(expect.arrayContaining(known));
    }
  });

  it("uses the secrets that are there", () => {
    const changed = withSignIn(system(["woo_key", "woo_secret"]), "basic");
    expect(changed.sign_in).toEqual({
      type: "basic",
      username: "{secret.woo_key}",
      password: "{secret.woo_secret}",
    });
    expect(names(changed)).toEqual(["woo_key", "woo_secret"]);
  });

  it("never takes a single key for a user name", () => {
    const changed = withSignIn(system(["api_key"]), "token_request");
    expect(secretsIn(changed.sign_in)).toEqual(["username", "password"]);
  });

  it("leaves a system alone that has the kind already", () => {
    const open = system([]);
    expect(withSignIn(open, "none")).toBe(open);
  });

  it("never lets a browser fill a secret that was there for something else", () => {
    const changed = withSignIn(system(["woo_key", "woo_secret"]), "oauth2_authorization_code");
    expect(filledByBrowser(changed.sign_in)).toBe("refresh_token");
    expect(names(changed)).toEqual(["woo_key", "woo_secret", "client_secret", "refresh_token"]);
    expect(changed.secrets?.at(-1)?.help).toBe("Filled when you sign in with your browser.");
    expect(filledByBrowser({ type: "none" })).toBeUndefined();
  });

  it("tells the API the time that it signs", () => {
    const signed = withSignIn(system([]), "hmac").sign_in;
    if (signed.type !== "hmac") throw new Error("another kind");
    for (const [part] of signed.message.matchAll(/\{request\.(timestamp|nonce)\}/g)) {
      expect(signed.headers?.map((row) => row.value)).toContain(part);
    }
  });

  it("is tried with a path of the API unless it fetches a token", () => {
    expect(kinds.filter(fetchesToken)).toEqual([
      "token_request",
      "oauth2_client_credentials",
      "oauth2_authorization_code",
    ]);
  });

  it("adds a secret once", () => {
    const one = withSecret(system([]), "token");
    expect(names(one)).toEqual(["token"]);
    expect(withSecret(one, "token")).toBe(one);
  });
});

describe("the secrets that a text names", () => {
  it.each([
    ["{secret.a} {secret.b} {secret.a}", ["a", "b"]],
    ["{setting.a} {b}", []],
    [{ deep: ["x{secret.api_key}"] }, ["api_key"]],
  ])("%j", (value, expected) => {
    expect(secretsIn(value)).toEqual(expected);
  });
});

describe("the path with which a sign-in is tried", () => {
  const step = (path: string, method: Step["method"] = "GET", other: string | null = null): Step => ({
    id: path,
    name: "",
    system: other,
    method,
    path,
    query: [],
    headers: [],
    body: null,
    extract: [],
  });
  const connector = (...steps: Step[]): Connector => ({
    id: "1",
    name: "",
    tool_name: "x",
    system: "shop",
    fields: [],
    steps,
    validations: [],
    answer: { fields: [] },
  });

  it.each<[string, Connector, string]>([
    ["needs no customer", connector(step("/orders/{id}"), step("/account")), "/account"],
    ["changes nothing", connector(step("/tickets", "POST")), "/"],
    ["belongs to the system", connector(step("/elsewhere", "GET", "crm"), step("/mine")), "/mine"],
    ["is the root otherwise", connector(step("/orders/{id}")), "/"],
  ])("%s", (_, one, expected) => {
    expect(pathToTry(one, "shop")).toBe(expected);
  });
});
