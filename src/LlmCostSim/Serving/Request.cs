namespace LlmCostSim.Serving;

/// <summary>What the simulation knows of a request that is in the system.</summary>
internal struct Request
{
    /// <summary>Number in order of arrival, from 0.</summary>
    public long Number;

    /// <summary>When it came, and when its first token did, seconds.</summary>
    public double Arrived,
        First;

    /// <summary>Prompt and answer, tokens.</summary>
    public int Input,
        Output;

    /// <summary>Tokens generated so far that are known to the client; while it runs, those before it began to.</summary>
    public int Generated;

    /// <summary>
    /// Tokens whose keys and values have to be made before it generates: the prompt, and after a preemption what was generated.
    /// </summary>
    public int Target;

    /// <summary>How many of them are made, and how many the current step makes.</summary>
    public int Done,
        Piece;

    /// <summary>Generation steps of its scheduler when it began to generate, and when it will have its last token.</summary>
    public long Began,
        Ends;

    /// <summary>Place among those that generate, by <see cref="Ends"/>; −1 while it does not.</summary>
    public int Place;

    /// <summary>Generation step of its scheduler at which the windows of the model's layers are full; 0: they are.</summary>
    public long Crosses;

    /// <summary>Which shared prefix its prompt begins with.</summary>
    public int Group;

    /// <summary>Whether it reads the shared prefix of its group, and whether its cache has come from another replica.</summary>
    public bool Shares,
        Arriving;

    /// <summary>Its neighbours in the order of admission; −1 at the ends.</summary>
    public int Earlier,
        Later;
}
