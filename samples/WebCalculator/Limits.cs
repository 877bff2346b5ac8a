namespace WebCalculator;

/// <summary>What one request may ask for, so that no visitor can keep the machine busy.</summary>
internal static class Limits
{
    /// <summary>Longest scenario, in bytes.</summary>
    public const int BodyBytes = 64 * 1024;

    /// <summary>Most requests of a serving scenario, each of which is simulated.</summary>
    public const int Requests = 10_000;

    /// <summary>Most accelerators of a search.</summary>
    public const int SearchCount = 16_384;

    /// <summary>Most clusters of a search: kinds of accelerators times counts.</summary>
    public const int SearchClusters = 8;

    /// <summary>Searches at the same time; further visitors are asked to try again.</summary>
    public const int Searches = 2;

    /// <summary>Longest search, in seconds, unless the setting of this name says otherwise.</summary>
    public const double SearchSeconds = 3;
}
