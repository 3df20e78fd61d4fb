namespace AsyncRL.Search.Go;

/// <summary>Which repetitions a rule set forbids.</summary>
public enum GoSuperko
{
    /// <summary>Taking back a single stone at once; longer cycles go on until the longest game is reached.</summary>
    Simple,

    /// <summary>Any board of the game so far, whoever was to move.</summary>
    Positional,
}
