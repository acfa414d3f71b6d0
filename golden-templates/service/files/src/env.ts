import { environment } from "#platform/process";

/**
 * What this service reads from its environment, in addition to what the platform reads. Checked before it starts. In the cluster, it comes
 * from `env` and `secretEnv` in chart/values.yaml.
 */
export const env = environment({
  // PAYMENTS_URL: z.url(),
});
