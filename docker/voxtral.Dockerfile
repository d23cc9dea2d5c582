# vLLM with what it needs to read audio, which its own image leaves out for its licences; vLLM's documentation
# ("Using Docker") adds it this way. Both versions must be the same.
ARG VLLM_VERSION=0.28.0
FROM vllm/vllm-openai:v${VLLM_VERSION}
ARG VLLM_VERSION
RUN uv pip install --system "vllm[audio]==${VLLM_VERSION}"
