import { expect, it, vi } from "vitest";
import { call } from "../bridge/call";
import type { Preferences, StartState } from "../bridge/types";
import { changePreferences, queryClient, startQuery } from "./queries";

vi.mock("../bridge/call", () => ({ call: vi.fn() }));

it("choices made in one breath are saved one after the other, the last one last", async () => {
  const preferences = { zoom: 100, last_open: null, tabs: [] as string[] } as unknown as Preferences;
  queryClient.setQueryData(startQuery.queryKey, { preferences } as StartState);
  const saved: Partial<Preferences>[] = [];
  const answers: (() => void)[] = [];
  vi.mocked(call).mockImplementation((_name, request) => {
    saved.push(request as Preferences);
    return new Promise((resolve) => answers.push(() => resolve({} as never)));
  });
  void changePreferences({ tabs: ["a"] });
  void changePreferences({ last_open: "a" });
  const done = changePreferences({ zoom: 120 });
  expect(saved).toHaveLength(1);
  answers.shift()?.();
  await vi.waitFor(() => expect(saved).toHaveLength(2));
  expect(saved[1]).toMatchObject({ tabs: ["a"], last_open: "a", zoom: 120 });
  answers.shift()?.();
  await done;
  expect(saved, "nothing is saved twice").toHaveLength(2);
});
