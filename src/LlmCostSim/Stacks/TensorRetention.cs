namespace LlmCostSim.Stacks;

/// <summary>
/// What a framework keeps between forward and backward pass, or keeps gathered, beyond what the arithmetic needs; each is visible in the
/// framework's code.
/// </summary>
[Flags]
internal enum TensorRetention
{
    /// <summary>Only what the gradients need.</summary>
    None = 0,

    /// <summary>
    /// Values stay a view of the fused query-key-value matrix, so attention keeps the whole of it beside the rotated copies of queries and
    /// keys (litgpt, Megatron-LM).
    /// </summary>
    QkvStorage = 1,

    /// <summary>
    /// Grouped keys and values are copied out to one per query head before attention (litgpt, torchtune, torchtitan, Hugging Face).
    /// </summary>
    ExpandedKeyValues = 2,

    /// <summary>A quantised linear layer keeps its input although its weights are frozen (bitsandbytes).</summary>
    QuantizedInputs = 4,

    /// <summary>The output of an adapter on a part of a fused matrix is kept while it is scattered into the whole width (litgpt).</summary>
    ScatteredAdapterOutputs = 8,

    /// <summary>Every adapter drops out its own copy of the input: the copy and a mask of a byte per element are kept.</summary>
    AdapterDropout = 16,

    /// <summary>
    /// Sharded weights stay gathered until the backward pass ends where they are frozen beside trained adapters (PyTorch FSDP 1 as litgpt
    /// wraps it).
    /// </summary>
    GatheredWeights = 32,

    /// <summary>
    /// Gradients are released after the optimizer step, so the first micro-batch of a step runs without them (PyTorch's zero_grad).
    /// </summary>
    ReleasedGradients = 64,

    /// <summary>
    /// Selective recomputation keeps a layer's input, the attention output and every second matrix product, and computes the rest again
    /// (torchtitan).
    /// </summary>
    EverySecondProduct = 128,

    /// <summary>The output head is quantised like the layers (Lightning Fabric); otherwise it stays in 16 bits.</summary>
    QuantizedHead = 256,

    /// <summary>The kept inputs of quantised linear layers are copies in fp32 (litgpt since 2024).</summary>
    SinglePrecisionQuantizedInputs = 512,

    /// <summary>The output head has weights of its own where the model ties it to the embedding (litgpt).</summary>
    UntiedHead = 1024,

    /// <summary>The compiler drops a kept product that only leads to the next layer's input (torch.compile's partitioner).</summary>
    PartitionedProducts = 2048,

    /// <summary>
    /// A placeholder gradient per weight shape is cached for autograd's hooks beside gradients that accumulate inside the matrix multiply,
    /// and the head has one of its own (Transformer Engine, Megatron-Core).
    /// </summary>
    PlaceholderGradients = 4096,

    /// <summary>
    /// Autograd's gradients in the weights' format stay beside wider main gradients, into which a hook adds them (DeepSpeed's bf16
    /// optimizer).
    /// </summary>
    AutogradGradients = 8192,

    /// <summary>
    /// The optimizer step's flat buffers keep their memory through the step after it, since activations fragment what they leave (DeepSpeed
    /// ZeRO-1).
    /// </summary>
    StepBuffers = 16384,

    /// <summary>
    /// Gradients of sharded weights stay whole on every rank while micro-batches accumulate, since they are reduced once (PyTorch FSDP's
    /// no_sync, as litgpt uses it).
    /// </summary>
    WholeAccumulation = 32768,

    /// <summary>
    /// A unit's weights are one flat tensor, so at the end of the backward pass the gradients of embedding and head exist apart and joined,
    /// beside their gathered weights (PyTorch FSDP 1).
    /// </summary>
    FlatUnits = 65536,
}
