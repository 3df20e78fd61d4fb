namespace AsyncRL.Cluster.Wire;

/// <summary>A process that wants to play.</summary>
[GenerateSerializer]
internal sealed record Application
{
    /// <summary>The run's secret.</summary>
    [Id(0)]
    public required string Secret { get; init; }

    /// <summary>What it made of the run's configuration: see <see cref="PlanPrint"/>.</summary>
    [Id(1)]
    public required string[] Plan { get; init; }

    /// <summary>Its machine and process, for those who look.</summary>
    [Id(2)]
    public required string Name { get; init; }

    /// <summary>Its actors.</summary>
    [Id(3)]
    public required int Actors { get; init; }

    /// <summary>Their numbers in the run, where it was in before; otherwise empty.</summary>
    [Id(4)]
    public int[] Numbers { get; init; } = [];

    /// <summary>The lease that this application replaces; 0 for none.</summary>
    [Id(5)]
    public long Before { get; init; }
}
