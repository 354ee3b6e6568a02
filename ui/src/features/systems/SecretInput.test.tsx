// @vitest-environment jsdom
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { call } from "../../bridge/call";
import type { SecretRow } from "../../bridge/types";
import { SecretInput } from "./SecretInput";

vi.mock("../../bridge/call", () => ({ call: vi.fn(), onEvent: () => () => {} }));

const missing: SecretRow = {
  system_id: "shop",
  name: "woo_key",
  label: "Consumer key",
  help: "In WordPress.",
  test: { type: "missing" },
  live: { type: "missing" },
};
const still = { flush: async () => {}, refresh: async () => {} };
const canary = "ck_canary_0123456789";

beforeEach(() => {
  vi.mocked(call).mockReset();
});
afterEach(cleanup);

describe("the input of a secret", () => {
  /** SECURITY SEC-03: a value goes into the keychain and stays nowhere in the window. */
  it("hands the value over for Test and Live, and holds it no longer", async () => {
    vi.mocked(call).mockResolvedValue({ secrets: [], connectors: [], systems: [], missing_secrets: 0 } as never);
    const steps: string[] = [];
    const editing = {
      flush: async () => void steps.push("flush"),
      refresh: async () => void steps.push("refresh"),
    };
    const { container } = render(<SecretInput row={missing} full editing={editing} />);
    const input = screen.getByLabelText("Value of Consumer key");
    expect(input).toHaveProperty("type", "password");
    await userEvent.type(input, canary);
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(steps).toEqual(["flush", "refresh"]));
    expect(call).toHaveBeenCalledWith("set_secret", {
      system_id: "shop",
      name: "woo_key",
      environments: ["test", "live"],
      value: canary,
    });
    expect(input).toHaveProperty("value", "");
    expect(container.innerHTML).not.toContain(canary);
  });

  /** UX 33. */
  it("takes a pasted value without the space around it", async () => {
    render(<SecretInput row={missing} editing={still} />);
    const input = screen.getByLabelText("Value of Consumer key");
    await userEvent.click(input);
    await userEvent.paste(` ${canary}\n`);
    expect(input).toHaveProperty("value", canary);
  });

  it("keeps the value in the input and says why when the keychain is locked", async () => {
    vi.mocked(call).mockRejectedValue({
      code: "vault_locked",
      message: "The keychain is locked.",
      hint: "Unlock it.",
      at: null,
    });
    render(<SecretInput row={missing} editing={still} />);
    const input = screen.getByLabelText("Value of Consumer key");
    await userEvent.type(input, "abc{Enter}");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("The keychain is locked.");
    expect(alert.textContent).toContain("Unlock it.");
    expect(input).toHaveProperty("value", "abc");
  });

  it("shows no input for a secret that is set until it is to be replaced", async () => {
    const origins = ["https://shop.example"];
    const set: SecretRow = { ...missing, test: { type: "set", origins }, live: { type: "set", origins } };
    render(<SecretInput row={set} full editing={still} />);
    expect(screen.queryByLabelText("Value of Consumer key")).toBeNull();
    expect(screen.getByText("For https://shop.example only")).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Replace woo_key" }));
    expect(document.activeElement).toBe(screen.getByLabelText("Value of Consumer key"));
  });
});
