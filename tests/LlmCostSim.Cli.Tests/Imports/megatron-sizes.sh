#!/bin/bash
# A launch script whose sizes follow from a variable.
NNODES=${NNODES:-2}
MODEL_SIZE=${MODEL_SIZE:-8B}
SEQ="${SEQ_LEN:-4096}"
PRECISION=bf16
if [ $MODEL_SIZE = 70B ]; then
    LAYERS=80; HIDDEN=8192; FFN=28672; HEADS=64; TP=8; PP=4
elif [[ "$MODEL_SIZE" == "8B" ]] && [ $NNODES -gt 1 ]; then
    LAYERS=32
    HIDDEN=4096
    FFN=14336
    HEADS=32
    TP=2
    PP=1
fi
GLOBAL_BATCH=$(( 8 * NNODES / TP * 16 ))
MODEL_ARGS="
    --num-layers $LAYERS --hidden-size $HIDDEN --ffn-hidden-size $FFN --num-attention-heads $HEADS
    --group-query-attention --num-query-groups 8 --swiglu --normalization RMSNorm --disable-bias-linear
    --untie-embeddings-and-output-weights --position-embedding-type rope --padded-vocab-size 128256"
if [ $PRECISION = fp16 ]; then
    MODEL_ARGS="$MODEL_ARGS --fp16"
else
    MODEL_ARGS="$MODEL_ARGS --bf16"
fi
torchrun --nproc_per_node 8 --nnodes $NNODES pretrain_gpt.py ${MODEL_ARGS} \
    --tensor-model-parallel-size ${TP} --pipeline-model-parallel-size ${PP} --sequence-parallel \
    --seq-length ${SEQ} --max-position-embeddings ${SEQ} --micro-batch-size 1 --global-batch-size ${GLOBAL_BATCH} \
    --train-samples 1000000 --use-distributed-optimizer --lr 3e-4
