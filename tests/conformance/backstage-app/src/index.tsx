// An app of the new frontend system with the plugins that show a catalog.
import { createApp } from '@backstage/frontend-defaults';
import apiDocsPlugin from '@backstage/plugin-api-docs/alpha';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import catalogGraphPlugin from '@backstage/plugin-catalog-graph/alpha';
import orgPlugin from '@backstage/plugin-org/alpha';
import techdocsPlugin from '@backstage/plugin-techdocs/alpha';
import ReactDOM from 'react-dom/client';
import '@backstage/ui/css/styles.css';

const app = createApp({ features: [apiDocsPlugin, catalogPlugin, catalogGraphPlugin, orgPlugin, techdocsPlugin] });
ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());
