"""moto's server of S3, one request at a time: by itself it checks a condition and writes in two steps, so that of
writers who race for a key more than one may win, which no real service allows."""

import io
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

moto = DomainDispatcherApplication(create_backend_app)
moto.debug = True
turn = threading.Lock()


def serve(environ, start_response):
    # Bodies are read outside the lock: a client that stalls holds up nobody.
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    if len(body) < length:
        start_response("400 Bad Request", [("Content-Length", "0")])
        return []
    environ["wsgi.input"] = io.BytesIO(body)
    with turn:
        return moto(environ, start_response)


run_simple(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1", 0, serve, threaded=True)
