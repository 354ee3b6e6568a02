import { expect, it } from "vitest";
import { shortcuts } from "../../app/shortcuts";
import { copy } from "../../copy";
import { zoomBy } from "./zoom";

it.each([
  [100, 10, 110],
  [200, 10, 200],
  [80, -10, 80],
  [195, 10, 200],
])("text of %i percent changed by %i is %i", (zoom, step, expected) => {
  expect(zoomBy(zoom, step)).toBe(expected);
});

it("has words for every shortcut", () => {
  for (const id of Object.keys(shortcuts)) expect(copy.settings.keys).toHaveProperty(id);
});
