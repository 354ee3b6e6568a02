import { useEffect } from "react";
import type { Preferences } from "../bridge/types";
import { changePreferences } from "./queries";
import { useShortcut } from "./shortcuts";

const dark = "(prefers-color-scheme: dark)";

/** Colours and text size of the whole window. */
export function useAppearance(preferences: Preferences | undefined) {
  const theme = preferences?.theme ?? "system";
  const zoom = preferences?.zoom ?? 100;

  useEffect(() => {
    const media = window.matchMedia(dark);
    const paint = () => {
      const isDark = theme === "dark" || (theme === "system" && media.matches);
      document.documentElement.dataset.theme = isDark ? "dark" : "light";
    };
    paint();
    media.addEventListener("change", paint);
    return () => media.removeEventListener("change", paint);
  }, [theme]);

  useEffect(() => {
    document.documentElement.style.setProperty("--zoom", String(zoom / 100));
  }, [zoom]);

  const setZoom = (percent: number) => void changePreferences({ zoom: Math.min(200, Math.max(80, percent)) });
  useShortcut("zoomIn", () => setZoom(zoom + 10));
  useShortcut("zoomOut", () => setZoom(zoom - 10));
  useShortcut("zoomReset", () => setZoom(100));
}
