"""Starts WhisperLive on a port of this machine with one faster-whisper model: whisper_live_server.py PORT MODEL"""

import sys

from whisper_live.server import TranscriptionServer

TranscriptionServer().run(
    "127.0.0.1",
    port=int(sys.argv[1]),
    backend="faster_whisper",
    faster_whisper_custom_model_path=sys.argv[2],
    single_model=True,
    max_clients=64,
)
