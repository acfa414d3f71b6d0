import { environment } from "#platform/process";

/**
 * What this service reads from its environment beside what the platform reads, checked before it starts. In the cluster it comes
 * from `env` and `secretEnv` in chart/values.yaml.
 */
export const env = environment({
  // PAYMENTS_URL: z.url(),
});
