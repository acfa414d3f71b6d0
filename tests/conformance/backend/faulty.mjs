// A server that passes requests on, and changes the answers: node faulty.mjs TARGET FROM TO. Prints its URL.
import { createServer } from 'node:http';
import { send } from './server.mjs';

const [target, from, to] = process.argv.slice(2);

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const path = request.url.replace('/api/catalog', '');
  const text = parts.length > 0 ? Buffer.concat(parts).toString() : undefined;
  const type = request.headers['content-type'];
  const answer = await send(target, { method: request.method, path, text, type, headers: pick(request.headers, 'if-none-match') });
  response.writeHead(answer.status, pick(answer.headers, 'content-type', 'etag', 'link', 'allow', 'vary'));
  response.end(answer.text.replaceAll(from, to));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));

const pick = (headers, ...names) => Object.fromEntries(names.filter(name => name in headers).map(name => [name, headers[name]]));
