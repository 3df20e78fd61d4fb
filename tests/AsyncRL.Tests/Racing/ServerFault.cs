namespace AsyncRL.Tests.Racing;

/// <summary>What can be wrong with a parameter server.</summary>
internal enum ServerFault
{
    /// <summary>Of two updates of a shard at once one is lost.</summary>
    LosesUpdates,

    /// <summary>A copy has half an update of a shard.</summary>
    TearsCopies,

    /// <summary>A copy says that it holds updates that were only begun.</summary>
    CountsWhatIsBegun,
}
