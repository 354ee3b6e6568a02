import { beforeEach, describe, expect, it, vi } from "vitest";
import { call } from "../../bridge/call";
import type { System, SystemView } from "../../bridge/types";
import { SystemStore } from "./systemStore";

vi.mock("../../bridge/call", () => ({ call: vi.fn() }));

const system: System = { id: "shop", name: "My shop", base_url: {}, sign_in: { type: "none" } };
const view = (one: System, revision: number): SystemView => ({
  system: one,
  revision: { id: one.id, revision },
  problems: [],
  secrets: [],
});
const rename = (name: string) => (one: System) => ({ ...one, name });

/** A disk: it takes a save only on its own revision. */
let disk: SystemView;
const saves: string[] = [];

beforeEach(() => {
  disk = view(system, 1);
  saves.length = 0;
  vi.mocked(call).mockImplementation(async (name, request) => {
    if (name === "save_system") {
      const save = request as { system: System; revision: number; label: string };
      if (save.revision !== disk.revision.revision) throw { code: "stale", message: "", hint: "", at: null };
      disk = view(save.system, save.revision + 1);
      saves.push(save.label);
    }
    return disk as never;
  });
});

describe("a system on its own page", () => {
  it("is saved once for typing in one input, and in order for several inputs", async () => {
    const store = new SystemStore(disk);
    store.change("Rename", "name", rename("S"));
    store.change("Rename", "name", rename("Shop"));
    store.change("Change the address", "base_url.test", (one) => ({ ...one, base_url: { test: "https://a.example" } }));
    await store.flush();
    expect(saves).toEqual(["Rename", "Change the address"]);
    expect(disk.system).toMatchObject({ name: "Shop", base_url: { test: "https://a.example" } });
    expect(store.get().waiting).toEqual([]);
  });

  it("keeps what is typed while a save is under way", async () => {
    const store = new SystemStore(disk);
    store.change("Rename", "name", rename("Sh"));
    const sent = store.flush();
    store.change("Rename", "name", rename("Shop"));
    await sent;
    await store.flush();
    expect(store.get().system.name).toBe("Shop");
    expect(disk.system.name).toBe("Shop");
  });

  it("goes on after somebody else changed the system", async () => {
    const store = new SystemStore(disk);
    disk = view(system, 7);
    store.change("Rename", null, rename("Shop"));
    await store.flush();
    expect(disk.system.name).toBe("Shop");
    expect(store.get().failure).toBeNull();
  });

  it("keeps the change and says why when it cannot be saved", async () => {
    const store = new SystemStore(disk);
    vi.mocked(call).mockRejectedValue({ code: "storage", message: "The disk is full.", hint: "", at: null });
    store.change("Rename", null, rename("Shop"));
    await store.flush();
    expect(store.get().failure?.message).toBe("The disk is full.");
    expect(store.get().waiting).toHaveLength(1);
  });

  it("takes a change back on disk and shows what is there then", async () => {
    const store = new SystemStore(disk);
    store.change("Rename", "name", rename("Shop"));
    const save = vi.mocked(call).getMockImplementation();
    vi.mocked(call).mockImplementation(async (name, request) => {
      if (name !== "undo") return save?.(name, request) as never;
      expect(request).toEqual({ id: "system/shop" });
      expect(disk.system.name, "what was typed is saved first").toBe("Shop");
      disk = view(system, 3);
      return { label: "Rename", left: [], changed: true, workbench: null } as never;
    });
    expect((await store.step("undo")).label).toBe("Rename");
    expect(store.get().system.name).toBe("My shop");
  });

  it("saves nothing when nothing changed", async () => {
    const store = new SystemStore(disk);
    store.change("Rename", null, (one) => one);
    await store.flush();
    expect(saves).toEqual([]);
  });
});
