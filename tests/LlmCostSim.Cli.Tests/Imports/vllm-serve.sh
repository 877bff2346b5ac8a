#!/usr/bin/env bash
# Four cards, AWQ weights, an 8-bit cache.
MODEL=TheBloke/Llama-2-70B-chat-AWQ
vllm serve $MODEL \
  --tensor-parallel-size 4 \
  --max-model-len 4096 \
  --quantization awq \
  --kv-cache-dtype fp8 \
  --gpu-memory-utilization 0.92 \
  --max-num-seqs 128 \
  --enable-chunked-prefill --port 8000
