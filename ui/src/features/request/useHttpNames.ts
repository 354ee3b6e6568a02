import { useQuery } from "@tanstack/react-query";
import { startQuery } from "../../app/queries";
import { copy } from "../../copy";

/** The names of a request's parts: plain, or as HTTP has them, as the person chose in the settings. */
export function useHttpNames() {
  const http = useQuery({ ...startQuery, select: (start) => start.preferences.http_names }).data ?? false;
  return {
    parts: http ? copy.request.partsHttp : copy.request.parts,
    path: http ? copy.request.pathHttp : copy.request.path,
  };
}
