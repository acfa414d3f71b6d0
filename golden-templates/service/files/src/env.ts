import { environment } from "#platform/process";

/**
 * The environment variables that this service reads in addition to the platform's, checked at startup. In the cluster, set them
 * with `env` and `secretEnv` in chart/values.yaml.
 */
export const env = environment({
  // PAYMENTS_URL: z.url(),
});
