#!/bin/bash
# Hugging Face's Trainer on one machine, as its command line is written.
BATCH=${BATCH:-4}
GPUS=8
torchrun --nproc_per_node=$GPUS --master_port=20001 train.py \
    --model_name_or_path meta-llama/Llama-2-7b-hf \
    --bf16 True --tf32 True \
    --num_train_epochs 3 \
    --per_device_train_batch_size ${BATCH} \
    --gradient_accumulation_steps $((128 / GPUS / BATCH)) \
    --gradient_checkpointing True \
    --model_max_length 2048 \
    --fsdp "full_shard auto_wrap" \
    --optim adamw_torch_fused \
    --learning_rate 2e-5
