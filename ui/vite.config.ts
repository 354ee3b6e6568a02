import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Nothing is inlined as a data: address and nothing is fetched from elsewhere: the window's content policy allows
// only files that ship with the app.
export default defineConfig({
  // React's compiler: what a component drew is kept, so that a keystroke draws anew only what shows it.
  plugins: [react({ compiler: true })],
  base: "./",
  build: {
    outDir: "dist",
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true },
  // A test that needs a document says so in its first line; the others start at once.
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/test-setup.ts"] },
});
