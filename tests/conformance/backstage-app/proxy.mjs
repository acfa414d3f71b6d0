// What a company would put in front of Backstage to take the catalog from elsewhere: a server that passes requests for the catalog's API on to
// one server, and all others to Backstage. proxy.mjs BACKSTAGE CATALOG LOG: two URLs, and a file that gets a line for each request for the
// catalog. Prints its URL.
import { appendFileSync } from 'node:fs';
import { createServer, request } from 'node:http';

const [backstage, catalog, log] = process.argv.slice(2);

const server = createServer((incoming, response) => {
  const { method, url, headers } = incoming;
  const isCatalog = url.startsWith('/api/catalog/');
  const { hostname, port } = new URL(isCatalog ? catalog : backstage);
  if (isCatalog) appendFileSync(log, `${method} ${url.split('?')[0]}\n`);
  const sent = request({ hostname, port, method, path: url, headers }, answer => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  sent.on('error', () => response.destroy());
  incoming.pipe(sent);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
