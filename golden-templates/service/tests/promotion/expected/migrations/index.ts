import type { Migration } from "kysely/migration";
import * as note from "./0001-note";

/**
 * Every migration by name, in alphabetical order. They run before the new version starts, while the old one still
 * serves: add first, remove in a later release.
 */
export const migrations: Record<string, Migration> = {
  "0001-note": note,
};
