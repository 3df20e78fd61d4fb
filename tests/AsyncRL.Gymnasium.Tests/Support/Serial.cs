namespace AsyncRL.Gymnasium.Tests.Support;

/// <summary>Tests that send signals, count processes or lean on the clock, one at a time and beside no others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Serial
{
    internal const string Name = "serial";
}
