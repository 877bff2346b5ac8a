using LlmCostSim.Facts;

namespace LlmCostSim.Models;

/// <summary>
/// What is known about a model beside its architecture: origin, licence, training data, published size, each with its source.
/// </summary>
public sealed record ModelCard
{
    /// <summary>Who made it.</summary>
    public required string Creator { get; init; }

    /// <summary>Family, such as <c>Llama 2</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Whether it was trained from scratch or from another model.</summary>
    public required ModelStage Stage { get; init; }

    /// <summary>The model it was made from; empty for a foundation model.</summary>
    public string BaseModel { get; init; } = "";

    /// <summary>What it was made for, such as <c>chat</c>; empty if not known.</summary>
    public string Focus { get; init; } = "";

    /// <summary>Licence of the weights; empty if not known.</summary>
    public string License { get; init; } = "";

    /// <summary>Whether the licence allows commercial use.</summary>
    public CommercialUse CommercialUse { get; init; }

    /// <summary>
    /// Tokens that it was trained on; <see langword="null"/> where nobody disclosed them or the data is counted in examples.
    /// </summary>
    public double? TrainingTokens { get; init; }

    /// <summary>Training data in the source's words, where it is not a plain number of tokens.</summary>
    public string TrainingData { get; init; } = "";

    /// <summary>Tokenizer; empty if not known.</summary>
    public string Tokenizer { get; init; } = "";

    /// <summary>Date or month of release (ISO 8601); empty if not known.</summary>
    public string Release { get; init; } = "";

    /// <summary>
    /// Exact number of parameters as published or recounted by others; <see langword="null"/> where nobody gives one to the parameter.
    /// </summary>
    public long? PublishedParameters { get; init; }

    /// <summary>How far <see cref="PublishedParameters"/> can be trusted, in words.</summary>
    public string ParameterStatus { get; init; } = "";

    /// <summary>A second count that is in use, such as Falcon's with a tied head; <see langword="null"/> if there is none.</summary>
    public long? AlternativeParameters { get; init; }

    /// <summary>What a second count, or a difference to the published one, comes from; empty if there is none.</summary>
    public string ParameterNote { get; init; } = "";

    /// <summary>Anything else worth knowing, such as errors of other sources.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Where each fact of the card and of the architecture is from.</summary>
    public IReadOnlyList<FactSource> Sources { get; init; } = [];

    /// <summary>Facts that no public source at hand confirms.</summary>
    public IReadOnlyList<UnverifiedFact> Unverified { get; init; } = [];
}
