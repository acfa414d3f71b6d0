"""releases.py FOLDER CERTIFICATE: serves FOLDER over HTTPS, as a forge serves releases, and over HTTP. Prints both ports."""
import functools
import http.server
import ssl
import sys
import threading

handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
plain, encrypted = (http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) for _ in range(2))
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2])
encrypted.socket = context.wrap_socket(encrypted.socket, server_side=True)
print(encrypted.server_port, plain.server_port, flush=True)
threading.Thread(target=plain.serve_forever, daemon=True).start()
encrypted.serve_forever()
