import { expect, test } from "vitest";
import { canBeImported } from "./pasted";

test.each([
  "curl https://api.example.com/orders",
  "$ curl -X POST \\\n https://api.example.com",
  "# a note\nTOKEN=1\n/usr/bin/curl -s https://api.example.com",
  "openapi: 3.1.0\ninfo:\n  title: Shop",
  '{"swagger": "2.0", "paths": {}}',
  '{"info": {"_postman_id": "1"}, "item": []}',
  '{"log": {"version": "1.2", "entries": []}}',
])("%s can be imported", (text) => expect(canBeImported(text)).toBe(true));

test.each(["https://shop.example/orders/{id}", "/orders/curl", "curl", "", '{"item": 1}', "openapi: 3.1.0", "hello"])(
  "%s is something else",
  (text) => expect(canBeImported(text)).toBe(false),
);
