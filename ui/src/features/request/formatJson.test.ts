import { expect, it } from "vitest";
import { formatJson } from "./formatJson";

it.each([
  [
    '{"a":1,"b":[true,null,{"c":"x, y: {z}"}],"d":{},"e":[]}',
    '{\n  "a": 1,\n  "b": [\n    true,\n    null,\n    {\n      "c": "x, y: {z}"\n    }\n  ],\n  "d": {},\n  "e": []\n}',
  ],
  ['{"n":{quantity},"big":12345678901234567890}', '{\n  "n": {quantity},\n  "big": 12345678901234567890\n}'],
  ['{"t":"say \\"{login.token}\\""}', '{\n  "t": "say \\"{login.token}\\""\n}'],
  ["  [1 , 2]  ", "[\n  1,\n  2\n]"],
  ['"{email}"', '"{email}"'],
])("%s is tidied up", (text, tidy) => {
  expect(formatJson(text)).toBe(tidy);
  expect(formatJson(tidy), "once is enough").toBe(tidy);
});
