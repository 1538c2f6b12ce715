"""The two servers of the benchmark, on loopback: nginx with pages made beforehand, and the fake HubSpot."""
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from measure import BenchError

TOKEN = "pat-fake-00000000-0000-0000-0000-000000000000"

NGINX = """\
daemon off;
worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/nginx-error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  types {{ application/json json; }}
  default_type application/json;
  client_body_temp_path {work}/nginx-body;
  proxy_temp_path {work}/nginx-proxy;
  fastcgi_temp_path {work}/nginx-fastcgi;
  uwsgi_temp_path {work}/nginx-uwsgi;
  scgi_temp_path {work}/nginx-scgi;
  keepalive_requests 100000000;
  keepalive_timeout 600s;
  open_file_cache max=20000 inactive=600s;
  tcp_nodelay on;
  {gzip_static}
  map $arg_archived $listing {{ default active; true archived; }}
  map $arg_after $page {{ default first; "~^[0-9]+$" $arg_after; }}
  # The account is old: whoever asks for messages of these days gets none. Whoever asks for older ones in the order of
  # time gets a listing by id, as from an API that ignores the order, and must notice.
  map "$arg_sort $arg_latestMessageTimestampAfter" $quiet {{ default 0; {quiet} }}
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {work}/server.pem;
    ssl_certificate_key {work}/server.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    root {pages};
    location = /conversations/v3/conversations/threads {{
      if ($quiet) {{ return 200 '{{"results":[]}}'; }}
      try_files /$listing/$page.json =404;
    }}
    location = /account-info/v3/details {{
      return 200 '{{"portalId":1234567,"accountType":"STANDARD","timeZone":"UTC","utcOffset":"+00:00"}}';
    }}
    location / {{ return 404; }}
  }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, log, seconds=60, process=None):
    """Waits for something to begin; shows the log where it does not."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end or (process and process.poll() is not None):
            raise BenchError(f"{what} did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


@contextmanager
def running(command, log, **options):
    """A process that is stopped by its id at the end, whatever happens."""
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def openssl(work, *arguments):
    done = subprocess.run(["openssl", *arguments], cwd=work, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"openssl {arguments[0]}: {done.stderr}")


def make_certificate(work):
    """An authority of this run's own (ca.pem), and a certificate for 127.0.0.1 (server.pem, server.key)."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl(work, "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
            "-subj", "/CN=threadmirror benchmark", "-addext", "keyUsage=critical,keyCertSign")
    openssl(work, "req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=127.0.0.1")
    (work / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n")
    openssl(work, "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-out", "server.pem", "-days", "2", "-extfile", "names")


def has_gzip_static(nginx):
    words = subprocess.run([nginx, "-V"], capture_output=True, text=True, check=True).stderr
    return "http_gzip_static_module" in words


def quiet_days(now):
    """The patterns of yesterday, today and tomorrow for nginx's map."""
    days = [(now + timedelta(days=shift)).strftime("%Y-%m-%d") for shift in (-1, 0, 1)]
    return " ".join(f'"~^latestMessageTimestamp {day}" 1;' for day in days)


class Upstream:
    """Where a server is: its address, the file with its authority's certificate, and its process."""

    def __init__(self, url, ca_file, pid):
        self.url, self.ca_file, self.pid = url, Path(ca_file), pid
        self.context = ssl.create_default_context(cafile=str(ca_file))

    def get(self, path, method="GET", body=None):
        request = urllib.request.Request(self.url + path, method=method, data=body,
                                         headers={"Authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(request, context=self.context, timeout=60) as answer:
            return answer.read()

    def stats(self):
        """The fake HubSpot's own count of what it was asked; see its README."""
        return json.loads(self.get("/_control/stats"))

    def forget_stats(self):
        self.get("/_control/stats", method="DELETE")

    def set_quirks(self, quirks):
        """Changes the fake HubSpot's switches while it runs."""
        self.get("/_control/quirks", method="POST", body=json.dumps(quirks).encode())

    def environment(self):
        return {"HUBSPOT_ACCESS_TOKEN": TOKEN, "NODE_EXTRA_CA_CERTS": str(self.ca_file)}


def may_read(path):
    """nginx's workers are another user when the benchmark runs as root: every folder down to the pages must let them."""
    for folder in [path, *path.parents]:
        if not os.stat(folder).st_mode & 0o001:
            return False
    return True


@contextmanager
def nginx(work, pages):
    """nginx with the pages of bench-pages, over TLS."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    make_certificate(work)
    port = free_port()
    user = "user root;\n" if os.geteuid() == 0 and not may_read(pages) else ""
    (work / "nginx.conf").write_text(user + NGINX.format(
        work=work, pages=pages, port=port, gzip_static="gzip_static on;" if has_gzip_static(program) else "",
        quiet=quiet_days(datetime.now(timezone.utc))))
    log = work / "nginx.log"
    with running([program, "-p", work, "-c", work / "nginx.conf"], log) as process:
        upstream = Upstream(f"https://127.0.0.1:{port}", work / "ca.pem", process.pid)

        def answers():
            try:
                return bool(upstream.get("/account-info/v3/details"))
            except OSError:
                return False

        wait_until(answers, "nginx", log, process=process)
        yield upstream


@contextmanager
def fake_hubspot(programs, work, *options):
    """The project's fake HubSpot, with TLS of its own."""
    ready, log = work / "fake.json", work / "fake-hubspot.log"
    ready.unlink(missing_ok=True)
    command = [programs / "fake-hubspot", "--ready-file", ready, "--ca-out", work / "fake-ca.pem", "--token", TOKEN]
    with running([*command, *options], log) as process:
        wait_until(ready.exists, "fake-hubspot", log, seconds=300, process=process)
        yield Upstream(json.loads(ready.read_text())["url"], work / "fake-ca.pem", process.pid)
