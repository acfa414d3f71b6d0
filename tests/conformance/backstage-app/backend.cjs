// The backend of Backstage with the plugins that the platform's backstage/README.md names, and those that serve the app and sign in a
// guest. create-app's backend has more plugins, none of which reads the catalog's files.
const { createBackend } = require('@backstage/backend-defaults');

const backend = createBackend();
for (const plugin of [
  '@backstage/plugin-app-backend',
  '@backstage/plugin-auth-backend',
  '@backstage/plugin-auth-backend-module-guest-provider',
  '@backstage/plugin-catalog-backend',
  '@backstage/plugin-catalog-backend-module-logs',
  '@backstage/plugin-catalog-backend-module-scaffolder-entity-model',
  '@backstage/plugin-techdocs-backend',
]) {
  backend.add(require(plugin));
}
backend.start();
