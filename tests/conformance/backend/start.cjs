// Backstage's catalog backend, as its documentation sets it up. node start.cjs --config CONFIG
const { createRequire } = require('node:module');

const installed = createRequire(`${process.env.BACKEND_PACKAGES}/`);
const { createBackend } = installed('@backstage/backend-defaults');

const backend = createBackend();
backend.add(installed('@backstage/plugin-catalog-backend'));
backend.add(installed('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'));
backend.start();
