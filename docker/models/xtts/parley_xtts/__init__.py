"""Turns Coqui's XTTS v2 checkpoint into the ONNX bundle that Parley's text-to-speech service reads."""
