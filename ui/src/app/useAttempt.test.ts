// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { CommandFailed } from "../bridge/failure";
import { useAttempt } from "./useAttempt";

const refusal = new CommandFailed({ code: "vault_locked", message: "The keychain is locked.", hint: "", at: null });

/** Work that ends when the test says so. */
function later() {
  let end: (thrown?: unknown) => void = () => {};
  const work = new Promise<void>((resolve, reject) => {
    end = (thrown) => (thrown === undefined ? resolve() : reject(thrown));
  });
  return { work: () => work, end };
}

it("work is under way until it ends, and why it failed is there until it is begun again", async () => {
  const { result } = renderHook(useAttempt);
  expect(result.current).toMatchObject({ isBusy: false, failure: null });

  const first = later();
  act(() => void result.current.attempt(first.work));
  expect(result.current.isBusy, "the button waits").toBe(true);
  await act(async () => first.end(refusal));
  expect(result.current).toMatchObject({ isBusy: false, failure: refusal });

  const second = later();
  act(() => void result.current.attempt(second.work));
  expect(result.current, "the old failure is no longer true").toMatchObject({ isBusy: true, failure: null });
  await act(async () => second.end());
  expect(result.current).toMatchObject({ isBusy: false, failure: null });
});

it("what was thrown and is no command's refusal is told in its own words", async () => {
  const { result } = renderHook(useAttempt);
  await act(() => result.current.attempt(() => Promise.reject(new Error("the pipe is broken"))));
  expect(result.current.failure).toMatchObject({ code: "failed", message: "the pipe is broken" });
});
