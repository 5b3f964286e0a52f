"""Runs a command while standard input stays open, then ends it and all that it started.

The launcher holds the other end of that input: when it goes, even by kill -9, the input closes.
"""

import os
import signal
import subprocess
import sys
import threading

PATIENCE_SECONDS = 20


def end_when_input_closes():
    sys.stdin.buffer.read()
    command.terminate()
    try:
        command.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        command.kill()


signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
signal.signal(signal.SIGTERM, lambda *_: command.terminate())
try:
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
except OSError as error:
    sys.exit(f"{sys.argv[1]}: {error.strerror}")
threading.Thread(target=end_when_input_closes, daemon=True).start()
code = command.wait()
try:
    os.killpg(command.pid, signal.SIGKILL)
except ProcessLookupError:
    pass
os._exit(code if code >= 0 else 128 - code)
